/** Writes one answer to its HTTP/2 stream. The protocol library frames it and keeps to the client's windows. */
import type http2 from "node:http2";
import type { ChangedAnswer } from "../../engine/answer_fields.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import type { LocalResponse } from "../../kernel/verdict.ts";
import { type Fields, NO_FIELDS } from "../../message/headers.ts";
import { toHttp2Response, toHttp2Trailers } from "../../message/http2/response_fields.ts";
import type { AnswerFraming, ClientAnswer } from "../serving/client_answer.ts";
import { httpDate } from "../serving/http_date.ts";

type Field = readonly [name: string, value: string];

export class StreamAnswer implements ClientAnswer {
  status = 0;
  bytes = 0;
  contentBytes = 0;
  started = false;
  private readonly stream: http2.ServerHttp2Stream;
  private isHead = false;
  /** The head, until it is sent with the first bytes or with the end. */
  private pending: string[] | null = null;
  /** The last bytes of the body, until more come or the end: most answers are one write then. */
  private last: Buffer | null = null;
  private ended = false;
  private mayHaveTrailers = false;
  private trailing: Fields = NO_FIELDS;

  constructor(stream: http2.ServerHttp2Stream) {
    this.stream = stream;
  }

  begin(method: string): void {
    this.isHead = method === "HEAD";
  }

  continue(): void {
    if (!this.gone) this.stream.additionalHeaders({ ":status": 100 });
  }

  local(response: LocalResponse, exchange: LiveExchange): void {
    const body = response.body === null ? null : typeof response.body === "string" ? Buffer.from(response.body) : response.body;
    const fields: Field[] = [["date", httpDate()], ...response.headers];
    for (const field of exchange.answerFields()) if (!fields.some(([name]) => name === field[0])) fields.push(field);
    const bare = response.status === 204 || response.status === 304;
    const framing: AnswerFraming = bare ? { kind: "none" } : { kind: "length", bytes: body?.length ?? 0 };
    this.head(response.status, NO_FIELDS, NOTHING, fields, framing, exchange.id);
    if (body !== null && !bare) this.data(body);
    this.end();
  }

  head(
    status: number,
    base: Fields,
    { drop, lines }: Pick<ChangedAnswer, "drop" | "lines">,
    set: readonly Field[],
    framing: AnswerFraming,
    id: string,
  ): void {
    // INVARIANT: a head that can't be written throws before it counts as started, so that another answer can still be given.
    const list = toHttp2Response({ status, base, drop, lines, set, framing, id });
    this.pending = list;
    this.started = true;
    this.status = status;
    for (const text of list) this.bytes += text.length;
    if (this.isHead || framing.kind === "none" || status === 204 || status === 304) this.end();
  }

  data(bytes: Uint8Array): boolean {
    if (bytes.length === 0 || this.ended || this.gone) return true;
    this.bytes += bytes.length;
    this.contentBytes += bytes.length;
    const more = this.flush();
    this.last = Buffer.from(bytes);
    return more;
  }

  expectTrailers(): void {
    this.mayHaveTrailers = true;
    this.stream.on("wantTrailers", () => {
      if (this.trailing.length > 0) this.stream.sendTrailers(toHttp2Trailers(this.trailing));
      else this.stream.close();
    });
  }

  trailers(fields: Fields): void {
    this.trailing = fields;
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    const { last } = this;
    this.last = null;
    if (this.gone) return;
    if (last !== null) {
      this.sendHead(false);
      this.stream.end(last);
    } else if (this.pending !== null) this.sendHead(true);
    else this.stream.end();
  }

  get full(): boolean {
    return this.stream.writableNeedDrain;
  }

  get unreadBytes(): number {
    return this.stream.writableLength;
  }

  flush(): boolean {
    const { last } = this;
    this.last = null;
    if (this.gone) return true;
    this.sendHead(false);
    if (last !== null) this.stream.write(last);
    return !this.stream.writableNeedDrain;
  }

  private get gone(): boolean {
    return this.stream.destroyed || this.stream.closed;
  }

  private sendHead(endStream: boolean): void {
    const { pending } = this;
    this.pending = null;
    if (pending !== null && !this.gone)
      this.stream.respond(pending, endStream ? END_STREAM : this.mayHaveTrailers ? BEFORE_TRAILERS : GOES_ON);
  }
}

const END_STREAM: http2.ServerStreamResponseOptions = Object.freeze({ endStream: true });
const BEFORE_TRAILERS: http2.ServerStreamResponseOptions = Object.freeze({ waitForTrailers: true });
const GOES_ON: http2.ServerStreamResponseOptions = Object.freeze({});
const NOTHING: Pick<ChangedAnswer, "drop" | "lines"> = { drop: { has: () => false }, lines: null };
