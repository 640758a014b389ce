/** Writes answers to one client: head and first bytes of the body together, chunks re-framed, and what was sent counted. */
import type net from "node:net";
import type { ChangedAnswer } from "../../engine/answer_fields.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import type { LocalResponse } from "../../kernel/verdict.ts";
import { type Fields, NO_FIELDS } from "../../message/headers.ts";
import { CHUNK_END, chunkHead, lastChunk, type ResponseHead, withOwnLines, writeResponseHead } from "../../message/http1/serialise.ts";
import type { AnswerFraming, ClientAnswer } from "../serving/client_answer.ts";
import { httpDate } from "../serving/http_date.ts";
import { latin1 } from "./latin1.ts";
import { writeThisTurn } from "./turn_writes.ts";
import { writeOnce } from "./write_once.ts";

const NO_BODY: AnswerFraming = Object.freeze({ kind: "none" });
/** Up to here body bytes travel as latin1 text in one write with what precedes them; larger ones are copied as bytes. */
const INLINE_BYTES = 16_384;

export class AnswerWriter implements ClientAnswer {
  status = 0;
  bytes = 0;
  contentBytes = 0;
  started = false;
  private minor: 0 | 1 = 1;
  private readonly socket: net.Socket;
  private method = "GET";
  /** Whether content follows in chunks; a head that only tells of chunks (HEAD, 304) has none. */
  private chunked = false;
  private pending = "";

  constructor(socket: net.Socket) {
    this.socket = socket;
  }

  begin(method: string, minor: 0 | 1): void {
    this.method = method;
    this.minor = minor;
    this.status = 0;
    this.bytes = 0;
    this.contentBytes = 0;
    this.started = false;
    this.pending = "";
  }

  private get isHead(): boolean {
    return this.method === "HEAD";
  }

  continue(): void {
    if (this.minor === 1) this.socket.write("HTTP/1.1 100 Continue\r\n\r\n", "latin1");
  }

  local(response: LocalResponse, exchange: LiveExchange, keepAlive: boolean): void {
    const body = response.body === null ? null : typeof response.body === "string" ? Buffer.from(response.body) : response.body;
    const fields: (readonly [string, string])[] = [["date", httpDate()], ...response.headers];
    for (const field of exchange.answerFields()) if (!fields.some(([name]) => name === field[0])) fields.push(field);
    if (!keepAlive) fields.push(["connection", "close"]);
    const bare = response.status === 204 || response.status === 304;
    this.head(response.status, NO_FIELDS, NOTHING, fields, bare ? NO_BODY : { kind: "length", bytes: body?.length ?? 0 }, exchange.id);
    if (body !== null && !this.isHead && !bare) this.data(body);
    this.flush();
  }

  head(
    status: number,
    base: Fields,
    { drop, lines }: Pick<ChangedAnswer, "drop" | "lines">,
    set: ResponseHead["set"],
    framing: AnswerFraming,
    id: string,
  ): void {
    // INVARIANT: a head that can't be written throws before it counts as started, so that another answer can still be given.
    this.pending = writeResponseHead({ status, base, drop, set, framing, lines: withOwnLines(lines, id, null) });
    this.started = true;
    this.status = status;
    this.chunked = framing.kind === "chunked" && !this.isHead && status !== 304;
  }

  data(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return true;
    this.contentBytes += bytes.length;
    const { chunked } = this;
    if (bytes.length <= INLINE_BYTES) {
      const text = latin1(bytes, 0, bytes.length);
      this.pending += chunked ? `${chunkHead(bytes.length)}${text}${CHUNK_END}` : text;
      return this.pending.length < INLINE_BYTES || this.flush();
    }
    if (chunked) this.pending += chunkHead(bytes.length);
    this.flush();
    const copy = Buffer.from(bytes);
    this.bytes += copy.length;
    const more = writeOnce(this.socket, copy);
    if (chunked) this.pending = CHUNK_END;
    return more;
  }

  /** Dropped: what needs them is not served over HTTP/1.1. */
  expectTrailers(): void {}

  trailers(): void {}

  end(): void {
    if (this.chunked) this.pending += lastChunk();
    this.flush();
  }

  get full(): boolean {
    return this.socket.writableNeedDrain;
  }

  get unreadBytes(): number {
    return this.socket.writableLength;
  }

  flush(): boolean {
    const { pending } = this;
    if (pending === "") return !this.socket.writableNeedDrain;
    this.pending = "";
    this.bytes += pending.length;
    return writeThisTurn(this.socket, pending);
  }
}

const NOTHING: Pick<ChangedAnswer, "drop" | "lines"> = { drop: { has: () => false }, lines: null };
