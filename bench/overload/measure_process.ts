/** `measure_process.ts PORT PATH SECONDS PER_SECOND`: a good client, at a fixed rate whatever the answers; says latencies, from when each call was due, as one line of JSON. */
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const [port, path, seconds, perSecond] = process.argv.slice(2);
/** None that an attack uses: limits by address must not take both for one. */
const localAddress = "127.0.99.1";
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const latencies: number[] = [];
let failures = 0;
let shed = 0;
let sent = 0;
const startMs = performance.now();
const count = Number(seconds) * Number(perSecond);

function call(dueMs: number): Promise<void> {
  return new Promise((resolve) => {
    const request = http.get(
      { host: "127.0.0.1", port: Number(port), path: path ?? "/", agent, localAddress, timeout: 10_000 },
      (response) => {
        response.resume();
        response.on("end", () => {
          if (response.statusCode === 200) latencies.push(performance.now() - dueMs);
          else if (response.statusCode === 503) shed++;
          else failures++;
          resolve();
        });
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", () => {
      failures++;
      resolve();
    });
  });
}

const calls: Promise<void>[] = [];
for (; sent < count; sent++) {
  const dueMs = startMs + (sent * 1_000) / Number(perSecond);
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await sleep(waitMs);
  // A timer may end a little early; one that ends late is a call that was due before.
  calls.push(call(Math.min(dueMs, performance.now())));
}
await Promise.all(calls);
agent.destroy();
const sorted = latencies.toSorted((a, b) => a - b);
const at = (part: number): number => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN) * 100) / 100;
process.stdout.write(`${JSON.stringify({ sent, answered: sorted.length, shed, failures, p50: at(0.5), p99: at(0.99), max: at(1) })}\n`);
