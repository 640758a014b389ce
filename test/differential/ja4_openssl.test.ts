/** The fingerprint of real clients against what OpenSSL itself prints of the ClientHello that it sends (`-trace`), put together here by FoxIO's description. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { PASS } from "../../src/kernel/verdict.ts";
import { makeCertificate } from "../support/certificate.ts";
import { eventually, startTestEdge } from "../support/edge.ts";
import { testListener } from "../support/listener.ts";
import { tlsMaterial } from "../support/tls_material.ts";
import { findServer, skipWithout } from "../support/servers.ts";

const GREASE = /^([0-9a-f])a\1a$/u;
const hex4 = (decimal: string): string => Number(decimal).toString(16).padStart(4, "0");
const hash12 = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** The lines of the first block that begins with `start`, up to the next less indented one. */
function block(lines: readonly string[], start: RegExp): readonly string[] {
  const from = lines.findIndex((line) => start.test(line));
  if (from < 0) return [];
  const depth = /^ */u.exec(lines[from] ?? "")?.[0].length ?? 0;
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => (/^ */u.exec(line)?.[0].length ?? 0) <= depth);
  return end < 0 ? rest : rest.slice(0, end);
}

/** JA4 of the first ClientHello in a trace. */
function ja4OfTrace(trace: string): string {
  const lines = trace.slice(trace.indexOf("ClientHello, Length=")).split("\n");
  const ciphers = block(lines, /cipher_suites/u)
    .map((line) => /\{0x(..), 0x(..)\}/u.exec(line))
    .map((found) => `${found?.[1] ?? ""}${found?.[2] ?? ""}`.toLowerCase())
    .filter((value) => !GREASE.test(value));
  const extensions = block(lines, /extensions, length/u)
    .map((line) => /extension_type=\S+\((\d+)\)/u.exec(line)?.[1])
    .filter((value) => value !== undefined)
    .map(hex4)
    .filter((value) => !GREASE.test(value));
  const algorithms = block(lines, /signature_algorithms\(13\)/u).map((line) => /\(0x(....)\)/u.exec(line)?.[1] ?? "");
  const versions = block(lines, /supported_versions\(43\)/u).map((line) => Number(/\((\d+)\)/u.exec(line)?.[1] ?? 0));
  const alpn = block(lines, /application_layer_protocol_negotiation\(16\)/u)[0]?.trim();
  const version = versions.length === 0 ? "12" : Math.max(...versions) === 772 ? "13" : "12";
  const count = (list: readonly string[]): string => String(list.length).padStart(2, "0");
  const sorted = extensions.filter((type) => type !== "0000" && type !== "0010").toSorted();
  return [
    `t${version}${extensions.includes("0000") ? "d" : "i"}${count(ciphers)}${count(extensions)}${alpn === undefined ? "00" : `${alpn[0]}${alpn.at(-1)}`}`,
    hash12(ciphers.toSorted().join(",")),
    hash12(`${sorted.join(",")}_${algorithms.join(",")}`),
  ].join("_");
}

/** Runs a client, whose input stays open behind `input`, until it ends; both outputs. */
async function run(command: string, args: readonly string[], input: string = ""): Promise<string> {
  const child = spawn(command, args, { stdio: "pipe" });
  child.stdin.on("error", () => {});
  child.stdin.write(input);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve());
  });
  return text;
}

/** A TLS listener whose exchanges leave their client's fingerprint in `seen`. */
async function start(stack: AsyncDisposableStack): Promise<{ readonly port: number; readonly seen: (string | null | undefined)[] }> {
  const seen: (string | null | undefined)[] = [];
  const world = startTestEdge(stack, {
    target: { port: 1 },
    headGuards: [
      {
        name: "witness",
        phase: "head",
        mode: "enforce",
        onError: "deny",
        check: ({ client }) => {
          seen.push(client.tls?.ja4);
          return PASS;
        },
      },
    ],
  });
  const options = { tls: tlsMaterial(makeCertificate()) };
  const listener = stack.adopt(testListener(world.edge, options), async (each) => {
    await each.drain(0);
  });
  return { port: await listener.listen(), seen };
}

const node = (port: number, options: string): readonly string[] => [
  "-e",
  `const s = require("node:tls").connect({ host: "127.0.0.1", port: ${port}, rejectUnauthorized: false, enableTrace: true, ${options} });
   s.write("GET /a HTTP/1.1\\r\\nHost: api.test\\r\\nConnection: close\\r\\n\\r\\n"); s.resume();`,
];

const NODE_CLIENTS = [
  "servername: 'api.test'",
  "servername: 'api.test', ALPNProtocols: ['http/1.1']",
  "ALPNProtocols: ['x', 'http/1.1'], maxVersion: 'TLSv1.2'",
  "minVersion: 'TLSv1.3', sigalgs: 'ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256'",
  "ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256'",
];

test("Node's client has the fingerprint that its trace has", async () => {
  await using stack = new AsyncDisposableStack();
  const { port, seen } = await start(stack);
  for (const [index, options] of NODE_CLIENTS.entries()) {
    const trace = await run(process.execPath, node(port, options));
    await eventually(() => seen.length > index, "the exchange");
    assert.equal(seen[index], ja4OfTrace(trace), options);
  }
  // The lists differ where the clients do.
  assert.equal(new Set(seen).size, NODE_CLIENTS.length);
});

test("`openssl s_client` has the fingerprint that its trace has", { skip: skipWithout("openssl") }, async () => {
  await using stack = new AsyncDisposableStack();
  const { port, seen } = await start(stack);
  const rows = [["-servername", "api.test"], ["-noservername", "-alpn", "http/1.1"], ["-tls1_2"], ["-tls1_3"]];
  for (const [index, args] of rows.entries()) {
    const command = ["s_client", "-connect", `127.0.0.1:${port}`, "-trace", "-quiet", ...args];
    const trace = await run(findServer("openssl") ?? "", command, "GET /a HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n");
    await eventually(() => seen.length > index, "the exchange");
    assert.equal(seen[index], ja4OfTrace(trace), args.join(" "));
  }
});

test("curl's is that of a TLS 1.3 client which names its host and offers HTTP", { skip: skipWithout("curl") }, async () => {
  await using stack = new AsyncDisposableStack();
  const { port, seen } = await start(stack);
  const url = `https://localhost:${port}/a`;
  for (const version of ["--http1.1", "--http2"])
    await run(findServer("curl") ?? "", ["-sk", "-m", "5", version, "--resolve", `localhost:${port}:127.0.0.1`, url]);
  await eventually(() => seen.length === 2, "both exchanges");
  assert.match(seen[0] ?? "", /^t13d[0-9]{4}h1_[0-9a-f]{12}_[0-9a-f]{12}$/u);
  assert.match(seen[1] ?? "", /^t13d[0-9]{4}h[12]_[0-9a-f]{12}_[0-9a-f]{12}$/u);
});
