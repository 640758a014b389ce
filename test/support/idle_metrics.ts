/** The text of `/metrics` of a gateway that nobody has called yet. */
import { startTestGateway } from "./gateway.ts";
import { ReadMetrics } from "./read_metrics.ts";

export async function idleMetrics(): Promise<string> {
  const gateway = await startTestGateway({ upstream: "http://127.0.0.1:9", api: { public: true } });
  try {
    return (await ReadMetrics.of(gateway)).text;
  } finally {
    await gateway.close();
  }
}
