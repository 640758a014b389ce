/** Liveness and readiness, for whoever starts and stops the gateway. Open, so one word; what only observes is told to operators alone. */
import { textAnswer } from "../answer.ts";
import type { AdminRoute } from "./route.ts";

export const livez: AdminRoute = { method: "GET", path: "/livez", answer: () => textAnswer("ok\n") };

/** 503 while the gateway does not take traffic. With the token, further lines name what runs in observe mode, and the workers (docs/decisions/readyz.md). */
export const readyz: AdminRoute = {
  method: "GET",
  path: "/readyz",
  answer: ({ ports, by }) => {
    if (!ports.ready()) return textAnswer("not ready\n", 503);
    if (by === null) return textAnswer("ok\n");
    const observing = ports.observing();
    const workers = ports
      .workers()
      .map(({ worker, pid, generation }) => `${worker} (process ${pid}, generation ${generation ?? "none yet"})`);
    const lines = [
      observing.length === 0 ? [] : `observe: ${observing.join(", ")}`,
      workers.length === 0 ? [] : `workers: ${workers.join(", ")}`,
    ];
    return textAnswer(`${["ok", ...lines.flat()].join("\n")}\n`);
  },
};
