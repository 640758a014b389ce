import assert from "node:assert/strict";
import { test } from "node:test";
import { recordWith } from "../../../test/support/exchange_record.ts";
import { Metrics } from "../../adapters/metrics.ts";
import type { MetricsSnapshot } from "../../adapters/metrics_snapshot.ts";
import { WorkerFigures } from "./worker_figures.ts";

/** A process with `refused` refusals, as many connections, and one exchange of 20 ms. */
async function snapshot(refused: number): Promise<MetricsSnapshot> {
  const metrics = new Metrics(false);
  metrics.counter("refused_total", "h", [], () => refused);
  metrics.gauge("connections", "h", [], () => refused);
  metrics.observe(recordWith({ durationMs: 20 }));
  return await metrics.snapshot();
}

const valueOf = (text: string, name: string): string | undefined =>
  text
    .split("\n")
    .find((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    ?.split(" ")
    .at(-1);

test("what those counted that are gone stays in the sums; what they had does not", async () => {
  const figures = new WorkerFigures();
  const [own, first, second] = [await snapshot(1), await snapshot(10), await snapshot(100)];
  const read = async (running: readonly MetricsSnapshot[]) => {
    const text = await figures.text(own, () => running);
    return ["refused_total", "connections", "http_server_request_duration_seconds_count"].map((name) => valueOf(text, name));
  };
  assert.deepEqual(await read([first, second]), ["111", "111", "3"]);
  figures.retire(first);
  figures.retire(null);
  assert.deepEqual(await read([second]), ["111", "101", "3"]);
  figures.retire(second);
  await figures.settled();
  assert.deepEqual(await read([]), ["111", "1", "3"]);
});

test("of one that goes while figures are asked for, none are missing", async () => {
  const figures = new WorkerFigures();
  const [own, first, second] = [await snapshot(1), await snapshot(10), await snapshot(100)];
  const running = new Set([first, second]);
  const goes = (one: MetricsSnapshot): void => {
    running.delete(one);
    figures.retire(one);
  };
  goes(first);
  const asked = figures.text(own, () => [...running]);
  goes(second);
  assert.equal(valueOf(await asked, "refused_total"), "111");
});
