import assert from "node:assert/strict";
import { test } from "node:test";
import { apiPlan, generationOf, liveExchange, operationPlan, runOf, runPorts, TARGET, TRACE } from "../../test/support/plans.ts";
import { ANONYMOUS, type Credential } from "../kernel/principal.ts";
import { generateApiKey } from "../token/api_key.ts";
import { fieldsOf } from "../message/headers.ts";
import { writeRequestHead } from "../message/http1/serialise.ts";
import { hasStrayContent, upstreamRequest } from "./forward_fields.ts";

const NONE = { kind: "none" } as const;

function headFor(
  headers: readonly (readonly [string, string])[],
  api = apiPlan({}),
  path = "/a",
  decoded = false,
  plan = operationPlan({}),
): string {
  const run = runOf(generationOf([api]), liveExchange({ path, query: "q=1", headers: fieldsOf(headers) }));
  return writeRequestHead(upstreamRequest(run, api, plan, NONE, decoded));
}

test("identity, forwarding and hop-by-hop fields of the caller stop here; the gateway's own are made anew", () => {
  const head = headFor([
    ["host", "evil.example"],
    ["x-user", "admin"],
    ["x-forwarded-for", "10.0.0.1"],
    ["forwarded", "for=10.0.0.1"],
    ["x-request-id", "mine"],
    ["connection", "keep-alive"],
    ["te", "trailers"],
    ["expect", "100-continue"],
    ["accept", "*/*"],
    ["authorization", "Bearer t"],
  ]).toLowerCase();
  for (const gone of ["evil.example", "admin", "10.0.0.1", "mine", "keep-alive", "trailers", "100-continue"])
    assert.ok(!head.includes(gone), gone);
  for (const kept of [
    "get /a?q=1 http/1.1\r\n",
    "\r\nhost: 127.0.0.1:3000\r\n",
    "\r\naccept: */*\r\n",
    "\r\nauthorization: bearer t\r\n",
    "\r\nx-forwarded-for: 192.0.2.1\r\n",
    "\r\nx-request-id: 01920000-0000-7000-8000-000000000001\r\n",
    "\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n",
  ]) {
    assert.ok(head.includes(kept), kept);
  }
});

test("a caller's `tracestate` reaches the upstream only as the trace context carries it", () => {
  const sent = [["tracestate", "raw=1"]] as const;
  assert.doesNotMatch(headFor(sent), /tracestate/iu);
  const run = runOf(generationOf([]), liveExchange({ path: "/a", headers: fieldsOf(sent) }), {
    ...runPorts(),
    trace: () => ({ ...TRACE, state: "rojo=1" }),
  });
  const head = writeRequestHead(upstreamRequest(run, apiPlan({}), operationPlan({}), { kind: "none" }, false));
  assert.deepEqual(head.match(/tracestate: .*/giu), ["tracestate: rojo=1"]);
});

test("the path goes on in its canonical form, under the upstream's base path, without a stripped prefix", () => {
  const api = apiPlan({ prefixSegments: ["shop"], stripPrefix: true, upstream: { ...TARGET, basePath: "/v1" } });
  assert.match(headFor([], api, "/shop/%6frders"), /^GET \/v1\/orders\?q=1 HTTP/u);
});

test("a coding that was undone is not announced", () => {
  assert.match(headFor([["content-encoding", "gzip"]]), /content-encoding: gzip/iu);
  assert.doesNotMatch(headFor([["content-encoding", "gzip"]], apiPlan({}), "/a", true), /content-encoding/iu);
});

test("an answer that will be judged is asked for whole and uncoded", () => {
  const fields = [
    ["range", "bytes=0-1"],
    ["accept-encoding", "gzip"],
  ] as const;
  const head = headFor(fields, apiPlan({}), "/a", false, operationPlan({ buffersResponse: true }));
  assert.doesNotMatch(head, /range|accept-encoding/iu);
  assert.match(headFor(fields), /accept-encoding: gzip/iu);
});

test("the caller's Host is kept only where the API says so", () => {
  const api = apiPlan({ upstream: { ...TARGET, hostPolicy: "preserve" } });
  assert.match(headFor([], api), /\r\nHost: api\.test\r\n/u);
});

test("a connection carries nothing after content that a server may leave unread", () => {
  const rows: readonly (readonly [method: string, framing: Parameters<typeof hasStrayContent>[1], stray: boolean])[] = [
    ["GET", { kind: "length", bytes: 5 }, true],
    ["HEAD", { kind: "chunked" }, true],
    ["DELETE", { kind: "length", bytes: 1 }, true],
    ["GET", { kind: "length", bytes: 0 }, false],
    ["GET", NONE, false],
    ["POST", { kind: "length", bytes: 5 }, false],
    ["QUERY", { kind: "chunked" }, false],
  ];
  const plan = operationPlan({});
  for (const [method, framing, stray] of rows) {
    assert.equal(hasStrayContent(method, framing), stray, method);
    const run = runOf(generationOf([apiPlan({})]), liveExchange({ method, path: "/a" }));
    const head = writeRequestHead(upstreamRequest(run, apiPlan({}), plan, framing, false)).toLowerCase();
    assert.equal(head.includes("\r\nconnection: close\r\n"), stray, method);
  }
  assert.equal(rows.length, 7);
});

const CREDENTIAL: Credential = {
  kind: "api_key",
  subject: "ci",
  issuer: "portcullis",
  client: null,
  scopes: new Set(),
  claims: {},
  expiresAtS: null,
  id: "abc",
};

function headShowing(credential: Credential, fields: readonly (readonly [string, string])[]): string {
  const exchange = liveExchange({ path: "/a", headers: fieldsOf(fields) });
  exchange.principal = { ...ANONYMOUS, by: new Map([["scheme", credential]]) };
  return writeRequestHead(upstreamRequest(runOf(generationOf([]), exchange), apiPlan({}), operationPlan({}), NONE, false));
}

test("an API key stops here wherever it stands in a field, whoever it proves; look-alikes go on", () => {
  const { key } = generateApiKey({ bytes: (length) => new Uint8Array(length).fill(9) });
  const fields = [
    ["x-api-key", key],
    ["authorization", `Bearer ${key}`],
    ["x-note", `"${key}", and more`],
    ["x-other", "pc_secret"],
  ] as const;
  for (const kind of ["api_key", "jwt"] as const) {
    const head = headShowing({ ...CREDENTIAL, kind }, fields);
    assert.ok(!head.includes(key), kind);
    assert.doesNotMatch(head, /authorization|x-note|x-api-key/u);
    assert.match(head, /x-other: pc_secret\r\n/u);
  }
});

test("an API key in a cookie stops here too; other cookies go on as they are", () => {
  const { key } = generateApiKey({ bytes: (length) => new Uint8Array(length).fill(9) });
  const rows = [
    [[`a=1; key=${key}; b="2"`], 'a=1; b="2"'],
    [[`key="${key}";a=1`], "a=1"],
    [[`key=x${key}x; a=1`], "a=1"],
    [["a=1", `key=${key}; b=pc_dark`], "a=1; b=pc_dark"],
    [["a=1; b=pc_dark"], "a=1; b=pc_dark"],
    [[`key=${key}`], null],
  ] as const;
  for (const [lines, left] of rows) {
    for (const kind of ["api_key", "jwt"] as const) {
      const head = headShowing(
        { ...CREDENTIAL, kind },
        lines.map((line) => ["cookie", line] as const),
      );
      assert.ok(!head.includes(key));
      assert.equal(/\r\ncookie: ([^\r]*)\r\n/u.exec(head)?.[1] ?? null, left);
    }
  }
  assert.equal(rows.length, 6);
});
