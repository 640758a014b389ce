/** What RFC 6455 demands of the opening handshake, of the client's half and of the server's, each with a twin that keeps it. */
import { acceptOf, SAMPLE_KEY } from "../../support/websocket_client.ts";

type Fields = Readonly<Record<string, string | null>>;

export interface OpeningCase {
  readonly name: string;
  /** Fields of the handshake as they are changed; null takes one away. */
  readonly bad: Fields;
  readonly method?: string;
  /** Status of the refusal. */
  readonly status: number;
  readonly good: Fields;
}

export const OPENING_CASES: readonly OpeningCase[] = [
  { name: "4.1: the method MUST be GET", method: "POST", bad: { "Content-Length": "0" }, status: 405, good: {} },
  { name: "4.1: Host MUST be there", bad: { Host: null }, status: 400, good: { Host: "b" } },
  { name: "4.1: Sec-WebSocket-Key MUST be there", bad: { "Sec-WebSocket-Key": null }, status: 400, good: {} },
  {
    name: "4.1: the key MUST be sixteen bytes",
    bad: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25j" },
    status: 400,
    good: { "Sec-WebSocket-Key": SAMPLE_KEY },
  },
  { name: "4.1: the key MUST be base64", bad: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25j_Q==" }, status: 400, good: {} },
  { name: "4.1: the version MUST be there", bad: { "Sec-WebSocket-Version": null }, status: 426, good: {} },
  { name: "4.1: the version MUST be 13", bad: { "Sec-WebSocket-Version": "12" }, status: 426, good: { "Sec-WebSocket-Version": "13" } },
  { name: "4.1: the version is a number without leading zeros", bad: { "Sec-WebSocket-Version": "013" }, status: 426, good: {} },
  {
    name: "4.1: subprotocols MUST be tokens",
    bad: { "Sec-WebSocket-Protocol": "chat/1" },
    status: 400,
    good: { "Sec-WebSocket-Protocol": "chat" },
  },
  {
    name: "4.1: subprotocols MUST be different",
    bad: { "Sec-WebSocket-Protocol": "chat, chat" },
    status: 400,
    good: { "Sec-WebSocket-Protocol": "chat, Chat" },
  },
  {
    name: "11.3.3: Sec-WebSocket-Accept MUST NOT stand in a request",
    bad: { "Sec-WebSocket-Accept": acceptOf(SAMPLE_KEY) },
    status: 400,
    good: {},
  },
];

export interface AcceptCase {
  readonly name: string;
  /** Field lines of the server's half beside Upgrade and Connection. */
  readonly bad: string;
  /** `Upgrade` and `Connection` where they are wrong too. */
  readonly head?: string;
  readonly good: string;
}

const ACCEPT = `Sec-WebSocket-Accept: ${acceptOf(SAMPLE_KEY)}\r\n`;

/** The client offers the subprotocols `a` and `b`, and `permessage-deflate`. */
export const ACCEPT_CASES: readonly AcceptCase[] = [
  { name: "4.1: the server MUST prove that it read the key", bad: "", good: ACCEPT },
  { name: "4.1: the accept key MUST be that of this key", bad: `Sec-WebSocket-Accept: ${acceptOf("x")}\r\n`, good: ACCEPT },
  { name: "11.3.3: Sec-WebSocket-Accept MUST NOT come more than once", bad: ACCEPT + ACCEPT, good: ACCEPT },
  {
    name: "4.1: an extension that was not offered MUST fail the connection; none was passed on",
    bad: `${ACCEPT}Sec-WebSocket-Extensions: permessage-deflate\r\n`,
    good: ACCEPT,
  },
  {
    name: "4.1: a subprotocol that was not offered MUST fail the connection",
    bad: `${ACCEPT}Sec-WebSocket-Protocol: c\r\n`,
    good: `${ACCEPT}Sec-WebSocket-Protocol: b\r\n`,
  },
  {
    name: "11.3.4: Sec-WebSocket-Protocol MUST NOT come more than once in an answer",
    bad: `${ACCEPT}Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n`,
    good: `${ACCEPT}Sec-WebSocket-Protocol: a\r\n`,
  },
  { name: "4.1: Upgrade MUST be websocket", head: "Connection: Upgrade\r\nUpgrade: other\r\n", bad: ACCEPT, good: ACCEPT },
  { name: "4.1: Connection MUST list Upgrade", head: "Upgrade: websocket\r\n", bad: ACCEPT, good: ACCEPT },
];
