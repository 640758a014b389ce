/** The configuration in force: what it is, what it protects, and loading it again. */
import { jsonAnswer } from "../answer.ts";
import type { AdminRoute } from "./route.ts";

export const getConfig: AdminRoute = { method: "GET", path: "/v1/config", answer: ({ ports }) => jsonAnswer(ports.config()) };

export const getMatrix: AdminRoute = {
  method: "GET",
  path: "/v1/matrix",
  answer: async ({ ports }) => jsonAnswer({ rows: await ports.matrix() }),
};

/** 409 when the files can't be compiled: the old generation stays, and the issues say why. */
export const reload: AdminRoute = {
  method: "POST",
  path: "/v1/reload",
  answer: async ({ ports, by }) => {
    const result = await ports.reload(by ?? "token");
    return jsonAnswer(result, result.ok ? 200 : 409);
  },
};
