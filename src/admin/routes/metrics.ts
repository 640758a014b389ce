/** Metrics for Prometheus to fetch. */
import { textAnswer } from "../answer.ts";
import type { AdminRoute } from "./route.ts";

export const metrics: AdminRoute = {
  method: "GET",
  path: "/metrics",
  answer: async ({ ports }) => {
    const { contentType, text } = await ports.metrics();
    return textAnswer(text, 200, contentType);
  },
};
