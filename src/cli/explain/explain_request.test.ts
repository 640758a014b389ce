import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { Authority } from "../../../test/support/authority.ts";
import { folderWith } from "../../../test/support/command_io.ts";
import { openGateway } from "../../gateway.ts";
import { type Explanation, explainRequest } from "./explain_request.ts";

const PROJECT = {
  "openapi.yaml": `openapi: 3.1.0
info: { title: Things, version: "1" }
paths:
  /things:
    post:
      operationId: make
      security: []
      requestBody: { content: { application/json: { schema: { type: object, properties: { n: { type: integer } } } } } }
      responses: { "201": { description: made } }
`,
  "portcullis.yaml": "version: 1\nstore: off\napis: [{ openapi: ./openapi.yaml, upstream: 'http://127.0.0.1:9/base', max_body: 1KB }]\n",
};

async function explained(
  context: TestContext,
  head: string,
  body: Uint8Array = new Uint8Array(0),
  project: Readonly<Record<string, string>> = PROJECT,
): Promise<Explanation> {
  const opened = await openGateway({ configPath: join(folderWith(context, project), "portcullis.yaml") });
  const { generation, config } = opened;
  assert.ok(generation !== null && config !== null, JSON.stringify(opened.issues));
  const bytes = Buffer.concat([Buffer.from(head.replaceAll("\n", "\r\n"), "latin1"), body]);
  const explanation = await explainRequest({ generation, config, bytes, scheme: "http", client: "192.0.2.1", supposed: null });
  await opened.close();
  return explanation;
}

test("to an upstream of HTTP/2 it is shown as HTTP/2", async (context) => {
  const upstream = "{ url: 'http://127.0.0.1:9', http2: true }";
  const config = `version: 1\nstore: off\napis: [{ routes: any, public: true, upstream: ${upstream} }]\n`;
  const explanation = await explained(context, "GET /a HTTP/1.1\nHost: h\n\n", new Uint8Array(0), { "portcullis.yaml": config });
  assert.match(explanation.forwarded?.head ?? "", /^GET \/a HTTP\/2\r\nHost: 127\.0\.0\.1:9\r\n/u);
});

const inShort = ({ steps, answer }: Explanation): string =>
  `${steps
    .filter(({ said }) => said !== "passes")
    .map(({ phase, by, said }) => `${phase} ${by} ${said}`)
    .join(", ")} ${answer?.status ?? "forwarded"}`.trim();

const POST = "POST /things HTTP/1.1\nHost: h\nContent-Type: application/json\n";

test("a request that passes is shown as the upstream would get it, its coding undone", async (context) => {
  const body = gzipSync('{"n":1}');
  const explanation = await explained(context, `${POST}Content-Encoding: gzip\nContent-Length: ${body.length}\n\n`, body);
  assert.equal(inShort(explanation), "forwarded");
  assert.equal(explanation.forwarded?.to, "http://127.0.0.1:9");
  assert.match(explanation.forwarded.head, /^POST \/base\/things HTTP\/1\.1\r\nHost: 127\.0\.0\.1:9\r\n/u);
  assert.match(explanation.forwarded.head, /\r\nContent-Length: 7\r\n/iu);
  assert.doesNotMatch(explanation.forwarded.head, /content-encoding/iu);
  assert.equal(explanation.record.outcome, "forwarded");
});

test("each refusal is told where it was made", async (context) => {
  const rows: readonly (readonly [head: string, body: string, expected: string])[] = [
    ["GET / HTTP/1.1\n\n", "", "framing framing refuses 400"],
    ["GET /things HTTP/1.1\nHost: h\nHost: h\n\n", "", "framing framing refuses 400"],
    ["GET /things/../x HTTP/1.1\nHost: h\n\n", "", "framing framing refuses 400"],
    ["GET /nope HTTP/1.1\nHost: h\n\n", "", "routing routes refuses 404"],
    ["GET /things HTTP/1.1\nHost: h\n\n", "", "routing routes refuses 405"],
    ["TRACE /things HTTP/1.1\nHost: h\n\n", "", "head method refuses 501"],
    [`${POST}Content-Length: 7\n\n`, '{"n":""', "body openapi_request refuses 400"],
    [`${POST}Content-Length: 8\n\n`, '{"n":""}', "body openapi_request refuses 422"],
    [`${POST}Content-Length: 2000\n\n`, " ".repeat(2_000), "body max_body refuses 413"],
    [`${POST}Content-Length: 2\nContent-Encoding: lzma\n\n`, "{}", "body content_coding refuses 415"],
    [`${POST}Content-Length: 9\n\n`, "{}", "framing framing refuses 400"],
    ["OPTIONS * HTTP/1.1\nHost: h\n\n", "", "204"],
  ];
  for (const [head, body, expected] of rows) assert.equal(inShort(await explained(context, head, Buffer.from(body))), expected, head);
  assert.equal(rows.length, 12);
});

test("the connection is taken to fit: an API that needs a client certificate is explained beyond that", async (context) => {
  const authority = new Authority();
  const { cert, key } = authority.issue({ name: "server", hosts: ["api.example"] });
  const tls = "{ cert: cert.pem, key: key.pem, client_certificates: { ca: ca.pem, mode: optional } }";
  const api = "{ openapi: ./openapi.yaml, upstream: 'http://127.0.0.1:9', client_certificate: required }";
  const explanation = await explained(context, "GET /nope HTTP/1.1\nHost: other.example\n\n", new Uint8Array(0), {
    ...PROJECT,
    "portcullis.yaml": `version: 1\nstore: off\nlisten: { address: 127.0.0.1:8443, tls: ${tls} }\napis: [${api}]\n`,
    "cert.pem": cert,
    "key.pem": key,
    "ca.pem": authority.cert,
  });
  assert.equal(inShort(explanation), "routing routes refuses 404");
});
