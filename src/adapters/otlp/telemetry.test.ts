import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Collector, partialSuccess, startCollector } from "../../../test/support/collector.ts";
import { recordWith } from "../../../test/support/exchange_record.ts";
import { ASKED_TRAFFIC, generationOf, liveExchange, runOf, runPorts, TRACE } from "../../../test/support/plans.ts";
import { telemetry } from "../../config/telemetry_options.ts";
import { SYSTEM_DEPS } from "../system_deps.ts";
import { Telemetry } from "./telemetry.ts";

const RUN = runOf(generationOf([]), liveExchange({}), { ...runPorts(), trace: () => TRACE });

interface World {
  readonly collector: Collector;
  readonly made: Telemetry;
  readonly states: string[];
  readonly lost: () => Readonly<Record<string, number>>;
}

async function world(context: TestContext, otlp: object): Promise<World> {
  const collector = await startCollector();
  context.after(() => collector.close());
  const states: string[] = [];
  const made = new Telemetry({
    options: telemetry.parse({ otlp: { endpoint: collector.endpoint, timeout: "60s", traces: { sample: 1 }, ...otlp } }),
    headers: [],
    ca: null,
    version: "1",
    instance: "i",
    random: SYSTEM_DEPS.random,
    nowMs: () => SYSTEM_DEPS.clock.nowMs(),
    isTrustedProxy: () => false,
    own: () => Promise.resolve([]),
    onState: (signal, failure) => void states.push(`${signal}: ${failure ?? "well"}`),
    onError: (error) => assert.fail(String(error)),
  });
  const lost = () =>
    Object.fromEntries(made.losses.filter(({ count }) => count > 0).map(({ signal, reason, count }) => [`${signal} ${reason}`, count]));
  return { collector, made, states, lost };
}

test("a collector that never answers keeps nobody: the end is bounded, whatever the time of an export is, and says what was lost", async (context) => {
  const { collector, made, states, lost } = await world(context, { metrics: { interval: "1s" } });
  collector.answer = () => {};
  made.began(RUN.exchange);
  made.offer(recordWith({}), RUN, ASKED_TRAFFIC);
  await collector.until(() => collector.requests.some(({ path }) => path === "/v1/metrics"));
  await made.close(50);
  assert.deepEqual(lost(), { "traces shutdown": 2, "metrics export_failed": 1 });
  assert.deepEqual(states.toSorted(), [
    "metrics: the gateway ended before the collector answered",
    "traces: the gateway ended before the collector answered",
  ]);
});

test("what a collector did not keep of an export is lost; an answer that can't be read changes nothing", async (context) => {
  const { collector, made, states, lost } = await world(context, { metrics: "off" });
  collector.answer = (_path, response) => void response.end(partialSuccess(1));
  made.offer(recordWith({}), RUN, ASKED_TRAFFIC);
  await made.close(5_000);
  assert.deepEqual([lost(), states], [{ "traces export_failed": 1 }, []]);
  const other = await world(context, { metrics: "off" });
  other.collector.answer = (_path, response) => void response.end("<html>");
  other.made.offer(recordWith({}), RUN, ASKED_TRAFFIC);
  await other.made.close(5_000);
  assert.deepEqual([other.lost(), other.states], [{}, []]);
});

test("only what is sampled is a span; without traces nothing is, and nobody's sampling is decided", async (context) => {
  const { collector, made } = await world(context, { metrics: "off" });
  const unsampled = runOf(generationOf([]), liveExchange({}), { ...runPorts(), trace: () => ({ ...TRACE, flags: 2 }) });
  made.offer(recordWith({}), unsampled, ASKED_TRAFFIC);
  await made.close(5_000);
  assert.equal(collector.requests.length, 0);
  const off = await world(context, { traces: "off", metrics: "off" });
  off.made.offer(recordWith({}), RUN, ASKED_TRAFFIC);
  await off.made.close(5_000);
  assert.deepEqual([off.made.sampling, off.collector.requests.length], [null, 0]);
});
