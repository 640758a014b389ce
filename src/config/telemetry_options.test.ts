import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "./read_config.ts";
import { telemetry } from "./telemetry_options.ts";

const otlp = (change: object): object => ({ otlp: { endpoint: "http://127.0.0.1:4318", ...change } });
const API = { routes: "any", public: true, upstream: "http://127.0.0.1:1" };

/** What is wrong, as a user is told. */
function messages(written: object): readonly string[] {
  const read = readConfig("portcullis.yaml", Buffer.from(JSON.stringify({ version: 1, telemetry: written, apis: [API] })));
  return read.issues.map(({ message }) => message);
}

test("an endpoint is enough: a tenth of the traces, followed from trusted proxies, and metrics every minute", () => {
  assert.deepEqual(telemetry.parse(otlp({})), {
    otlp: {
      endpoint: new URL("http://127.0.0.1:4318"),
      headersFile: null,
      headersVariable: null,
      caFile: null,
      timeoutMs: 10_000,
      traces: { ratio: 0.1, follow: "trusted_proxies" },
      metrics: { intervalMs: 60_000 },
    },
    resource: { "service.name": "portcullis" },
  });
  const one = telemetry.parse({ ...otlp({ traces: "off", metrics: "off" }), resource: { "service.name": "edge", "x.y": "z" } });
  assert.deepEqual([one.otlp.traces, one.otlp.metrics, one.resource], [null, null, { "service.name": "edge", "x.y": "z" }]);
});

test("what can't be meant is refused, an endpoint with a password without repeating it", () => {
  const rows: readonly (readonly [written: object, message: RegExp])[] = [
    [otlp({ endpoint: "collector" }), /the collector's URL/u],
    [otlp({ endpoint: "grpc://collector:4317" }), /the collector's URL/u],
    [otlp({ endpoint: "https://a:s3cret@collector" }), /put the field into `headers_file`/u],
    [otlp({ endpoint: "https://collector/?key=s3cret" }), /without query/u],
    [otlp({ endpoint: "http://collector:4318", headers_file: "h" }), /`headers_file` holds would travel unencrypted to `collector:4318`/u],
    [otlp({ endpoint: "http://collector:4318", headers_env: "H" }), /`headers_env` holds would travel unencrypted/u],
    [otlp({ headers_file: "h", headers_env: "H" }), /exclude each other/u],
    [otlp({ headers_env: "Authorization: s3cret" }), /name of an environment variable/u],
    [otlp({ metrics: { interval: "10ms" } }), /at least `1s`/u],
    [otlp({ traces: { sample: 1.5 } }), /at most 1/u],
    [otlp({ traces: { sample: -1 } }), /at least 0/u],
    [otlp({ traces: { follow: "all" } }), /must be one of/u],
    [{}, /`otlp`/u],
    [otlp({ protocol: "grpc" }), /unknown key `protocol`/u],
  ];
  for (const [written, message] of rows) {
    const found = messages(written).join("\n");
    assert.match(found, message);
    assert.doesNotMatch(found, /s3cret/u);
  }
  assert.equal(rows.length, 14);
});

test("secret fields go to this machine without TLS, and to others with it", () => {
  for (const endpoint of ["http://127.0.0.1:4318", "http://[::1]:4318", "http://localhost:4318", "https://collector.example"])
    assert.deepEqual(messages(otlp({ endpoint, headers_file: "h" })), [], endpoint);
});
