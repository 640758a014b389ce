/** `POST /raw` of bytes that nothing validates: what differs between attacks on framing is how the end of the body is told. */
import type { CallScenario, Twin } from "../scenario.ts";
import type { World } from "../world.ts";

/** `framing`: header lines without their last line end. */
export function postOctets(framing: string, body: string): string {
  return `POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\n${framing}\r\n\r\n${body}`;
}

const SEEN = { method: "POST", url: "/raw", body: "hello" };

/** Twin: the same bytes with their length. */
export function withLength(world: World): Promise<Twin> {
  return world.rawTwin(postOctets("Content-Length: 5", "hello"), SEEN);
}

/** Twin: the same bytes in a chunk. */
export function chunked(world: World): Promise<Twin> {
  return world.rawTwin(postOctets("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"), SEEN);
}

/** What the parser refuses before anything else is asked. */
export function malformed(code: string, place: string): CallScenario["expect"] {
  return { status: 400, code, by: "framing", finding: `framing.${code}`, place };
}
