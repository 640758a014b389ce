/** Sends an attack's request as it is: no normalising of the path, any method, and raw bytes where HTTP would not allow it. */
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { AttackRequest, AttackResponse, TokenSet } from "./attack.ts";

const TIMEOUT_MS = 10_000;
const RAW_TIMEOUT_MS = 2_000;
const MAX_RESPONSE_BYTES = 20_000_000;

const NO_ANSWER: AttackResponse = { status: 0, headers: {}, body: "" };

/** Header fields and body of `request` with the token of its caller. */
export function toWire(
  { as, headers = {}, body }: AttackRequest,
  tokens: TokenSet,
): { headers: Record<string, string>; body: string | Uint8Array } {
  const isValue = typeof body === "object" && !(body instanceof Uint8Array);
  return {
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
      ...(isValue ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    body: body === undefined ? "" : isValue ? JSON.stringify(body) : body,
  };
}

function sendRaw(base: URL, raw: string): Promise<AttackResponse> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ host: base.hostname, port: Number(base.port) }, () => socket.write(raw, "latin1"));
    socket.setTimeout(RAW_TIMEOUT_MS, () => socket.destroy());
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      const status = Number(/^HTTP\/1\.1 ([0-9]{3})/u.exec(text)?.[1] ?? 0);
      resolve({ status, headers: {}, body: text });
    });
  });
}

/** The answer, or one of status 0 where the connection ended without any. An early answer counts even if the rest of the body could not be sent. */
export function send(base: string, request: AttackRequest, tokens: TokenSet): Promise<AttackResponse> {
  const url = new URL(base);
  if (request.raw !== undefined) return sendRaw(url, request.raw);
  const { headers, body } = toWire(request, tokens);
  const framed =
    body.length === 0 && request.method !== "POST" ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        hostname: url.hostname,
        port: url.port,
        method: request.method,
        path: request.path,
        headers: framed,
        agent: false,
        timeout: TIMEOUT_MS,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= MAX_RESPONSE_BYTES) chunks.push(chunk);
        });
        const finish = (): void => {
          const fields = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
          resolve({ status: incoming.statusCode ?? 0, headers: Object.fromEntries(fields), body: Buffer.concat(chunks).toString("utf8") });
          outgoing.destroy();
        };
        incoming.on("end", finish);
        incoming.on("error", finish);
      },
    );
    outgoing.on("timeout", () => outgoing.destroy());
    // Why: the answer may have come before the body was sent, and then it is the answer that counts; `close` comes last.
    outgoing.on("error", () => outgoing.destroy());
    outgoing.on("close", () => setTimeout(resolve, 50, NO_ANSWER));
    outgoing.end(body);
  });
}
