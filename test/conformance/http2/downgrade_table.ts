/** What becomes of each attempt at smuggling by downgrade, seen on the wire of a recording upstream; and the table of it for docs/http2-refusals.md. */
import type net from "node:net";
import { isDeepStrictEqual } from "node:util";
import { readByUs } from "../../support/http1_reading.ts";
import { literalFields } from "../../support/hpack.ts";
import { continuation, FLAG, headers } from "../../support/http2_frames.ts";
import { startRawUpstream } from "../../support/raw_upstream.ts";
import { CONTENT_CASES, FRAMING_CASES } from "./downgrade_body_cases.ts";
import { type DowngradeCase, PLAIN } from "./downgrade_case.ts";
import { HOST_CASES, NAME_AND_VALUE_CASES, TARGET_CASES } from "./downgrade_head_cases.ts";
import { observe } from "./observe.ts";

export const DOWNGRADE_GROUPS: readonly (readonly [title: string, cases: readonly DowngradeCase[]])[] = [
  ["Names and values", NAME_AND_VALUE_CASES],
  ["Method and path", TARGET_CASES],
  ["Host and scheme", HOST_CASES],
  ["Framing", FRAMING_CASES],
  ["Content and trailers", CONTENT_CASES],
];

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
/** The library takes no more frames than these for one field section. */
const PIECES = 8;

/** The field section in one frame, or in as many as may be. */
function frames({ fields, ends, rest }: DowngradeCase, inPieces: boolean): readonly Uint8Array[] {
  const block = literalFields(fields);
  const last = ends ? FLAG.endStream : 0;
  if (!inPieces) return [headers(1, block, last + FLAG.endHeaders), ...rest];
  const size = Math.ceil(block.length / PIECES);
  const pieces = Array.from({ length: Math.ceil(block.length / size) }, (_, index) => block.subarray(index * size, (index + 1) * size));
  return [
    ...pieces.map((piece, index) => {
      const end = index === pieces.length - 1 ? FLAG.endHeaders : 0;
      return index === 0 ? headers(1, piece, last + end) : continuation(1, piece, end);
    }),
    ...rest,
  ];
}

/** Null where the attempt comes out as it should and the upstream saw what it should, and after it the next request, whole and in step. */
export async function downgradeFailure(each: DowngradeCase, way: "whole" | "bytewise" | "in pieces"): Promise<string | null> {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answerWhole), (server) => server.close());
  const got = await observe({ upstream, frames: frames(each, way === "in pieces"), bytewise: way === "bytewise", followed: true });
  const passes = each.outcome === "dropped" || each.outcome === "harmless";
  const expected = passes ? "answered 200" : each.outcome;
  if (got !== expected) return `${each.attempt} (${way}): ${got}, where ${expected} is right`;
  const received = upstream.received.join("");
  const before = received.slice(0, Math.max(0, received.length - PLAIN.length));
  const right = passes ? isSame(before, each.sent ?? "", way === "bytewise") : isPart(before, each.sent ?? "");
  return right && received.endsWith(PLAIN) ? null : `${each.attempt} (${way}): the upstream got ${JSON.stringify(received)}`;
}

/** Answers each request once it is whole: an answer before that would end it. */
function answerWhole(socket: net.Socket, received: string): void {
  const { requests } = readByUs(received);
  for (let count = answered.get(socket) ?? 0; count < requests.length; count++) {
    answered.set(socket, count + 1);
    socket.write(ANSWER);
  }
}

const answered = new WeakMap<net.Socket, number>();

/** Byte for byte; content that came in many parts may go on in many chunks. */
function isSame(received: string, whole: string, cut: boolean): boolean {
  return cut ? isDeepStrictEqual(readByUs(received), readByUs(whole)) : received === whole;
}

/** Nothing, or the beginning of the judged request without its end. */
function isPart(received: string, whole: string): boolean {
  if (received === "") return true;
  const head = whole.slice(0, whole.indexOf("\r\n\r\n"));
  return head !== "" && received.startsWith(head) && readByUs(received).requests.length === 0;
}

function described(outcome: string): string {
  const [kind = "", what = "", code = ""] = outcome.split(" ");
  if (kind === "stream") return `the library resets the stream (\`${what}\`)`;
  if (kind === "connection") return `the library ends the connection (\`${what}\`)`;
  if (kind === "dropped") return "dropped; what is left is judged and forwarded";
  if (kind === "harmless") return "forwarded exactly as judged";
  return kind === "refused" ? `refused: ${what} \`${code}\`` : `answered by the gateway: ${what}`;
}

/** The page docs/http2-refusals.md. */
export function downgradePage(): string {
  const parts = DOWNGRADE_GROUPS.map(([title, cases]) => {
    const rows = cases.map(({ attempt, outcome }) => `| ${attempt} | ${described(outcome)} |`);
    return `## ${title}\n\n| attempt | what becomes of it |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return `${INTRODUCTION}\n${parts.join("\n")}`;
}

const INTRODUCTION = `# HTTP/2: what never reaches an upstream

A request of HTTP/2 goes on as one of HTTP/1.1, unless its API has \`upstream.http2\`. These are attempts to make two of one, or another one, on the way. Each is sent as frames, whole, byte by byte
and with its field section in pieces, and compared byte for byte with what a recording upstream got: the judged request, or nothing; of a request refused in the
midst of its content a part that no server takes for whole. The next request on the same upstream is answered in step.

Who does it is told, since the protocol library (\`node:http2\`) comes first. Its resets leave no record; \`portcullis_http2_streams_reset_total\` counts them.
A field that it drops is seen by nobody: neither guards nor the upstream.

Written by \`test/conformance/http2/downgrade_table.ts\`; a test says when it is out of date.
`;
