/** The opening handshake (RFC 6455 sections 4.1, 4.2 and 11.3), as strictly as servers and clients are asked to check it. */
import { isBlank, isToken, skipBlanks } from "../../codec/field_syntax.ts";
import type { BodyFraming, HeaderFields } from "../../kernel/exchange.ts";
import { problem, type Refusal } from "../../kernel/problem.ts";

/** What is appended to the key before it is hashed (section 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** Sixteen bytes in canonical base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/u;
const VERSION = "13";
/** Protocols that one handshake may offer. */
const MAX_PROTOCOLS = 32;

/** SHA-1 of ASCII text in base64; the handshake's own hash, no protection of anything (section 10.8). */
export type Sha1 = (text: string) => string;

/** Subprotocols that are offered, in order; null where the fields are no list of different tokens. */
export function offeredProtocols(headers: HeaderFields): readonly string[] | null {
  const names: string[] = [];
  for (const line of headers.getAll("sec-websocket-protocol")) {
    for (const part of line.split(",")) {
      const name = withoutBlanks(part);
      if (!isToken(name) || names.includes(name) || names.length >= MAX_PROTOCOLS) return null;
      names.push(name);
    }
  }
  return names;
}

/** Why a request to switch to `websocket` is no opening handshake, or null: 400, or 426 with the version that is spoken (section 4.4). */
export function checkOpening(method: string, framing: BodyFraming, headers: HeaderFields): Refusal | null {
  if (method !== "GET") return malformed("method", "an opening handshake is a GET");
  if (framing.kind === "chunked" || (framing.kind === "length" && framing.bytes > 0))
    return malformed("body", "an opening handshake has no content");
  const versions = headers.getAll("sec-websocket-version");
  if (versions.length !== 1 || versions[0] !== VERSION) {
    return {
      problem: problem(426, "websocket_version", "Only version 13 of the WebSocket protocol is spoken here", {
        headers: [["sec-websocket-version", VERSION]],
      }),
      findings: [finding("version", "header:sec-websocket-version", "the version is not 13, or not said once")],
    };
  }
  const keys = headers.getAll("sec-websocket-key");
  if (keys.length !== 1 || !KEY.test(keys[0] ?? ""))
    return malformed("key", "the key is not sixteen bytes in base64, once", "header:sec-websocket-key");
  if (offeredProtocols(headers) === null)
    return malformed("protocol", "subprotocols are not a list of different tokens", "header:sec-websocket-protocol");
  if (headers.has("sec-websocket-accept")) return malformed("accept", "a request has no accept key", "header:sec-websocket-accept");
  return null;
}

/**
 * What is wrong with the server's half, one sentence, or null. `request` has passed `checkOpening`; of what it offered, extensions were not passed on, so that none
 * may be used (section 4.1, client steps 4 to 6).
 */
export function checkAccepted(request: HeaderFields, answer: HeaderFields, sha1: Sha1): string | null {
  const accepts = answer.getAll("sec-websocket-accept");
  if (accepts.length !== 1 || accepts[0] !== sha1(`${request.get("sec-websocket-key") ?? ""}${GUID}`)) return "the accept key does not fit";
  if (answer.has("sec-websocket-extensions")) return "an extension is used that was not offered";
  const chosen = answer.getAll("sec-websocket-protocol");
  if (chosen.length === 0) return null;
  return chosen.length === 1 && offeredProtocols(request)?.includes(chosen[0] ?? "") === true
    ? null
    : "a subprotocol is used that was not offered";
}

/** Without SP and HTAB around it: what `trim` takes for white space beyond them others do not. */
function withoutBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(Math.min(skipBlanks(text, 0), end), end);
}

function malformed(code: string, message: string, place = code): Refusal {
  return {
    problem: problem(400, "websocket_handshake", "The request is no WebSocket handshake"),
    findings: [finding(code, place, message)],
  };
}

function finding(code: string, place: string, message: string): Refusal["findings"][number] {
  return { code: `websocket.${code}`, place, message, rule: "RFC 6455 section 4.2.1" };
}
