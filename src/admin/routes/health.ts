/** Liveness and readiness, for whoever starts and stops the gateway. Open, so one word; what only observes is told to operators alone. */
import { textAnswer } from "../answer.ts";
import type { AdminRoute } from "./route.ts";

export const livez: AdminRoute = { method: "GET", path: "/livez", answer: () => textAnswer("ok\n") };

/** 503 while the gateway does not take traffic. With the token, a second line names what runs in observe mode (docs/decisions/readyz.md). */
export const readyz: AdminRoute = {
  method: "GET",
  path: "/readyz",
  answer: ({ ports, by }) => {
    if (!ports.ready()) return textAnswer("not ready\n", 503);
    const observing = by === null ? [] : ports.observing();
    return textAnswer(observing.length === 0 ? "ok\n" : `ok\nobserve: ${observing.join(", ")}\n`);
  },
};
