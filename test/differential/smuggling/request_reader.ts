/**
 * Reads requests as plainly as can be, for the backend that says what arrived: no code of the gateway has a part in it. What has more than one reading, or none, is
 * told as it is. Proxies of our time write only what this takes.
 */

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  /** Names lower case; in order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** latin1, chunks put together. */
  readonly body: string;
}

export type Reading =
  | { readonly kind: "request"; readonly request: SeenRequest; readonly length: number }
  /** The head is whole; its content is not. */
  | { readonly kind: "begun"; readonly request: SeenRequest }
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed"; readonly why: string };

const LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~\x80-\xff]+) HTTP\/1\.[01]$/u;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\t\x20-\x7e\x80-\xff]*[!-~\x80-\xff])?)[ \t]*$/u;

/** The request at the beginning of what a connection received. */
export function readRequest(text: string): Reading {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return { kind: "incomplete" };
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const line = LINE.exec(first);
  if (line === null) return { kind: "malformed", why: "the request line" };
  const fields: (readonly [string, string])[] = [];
  for (const each of lines) {
    const match = FIELD.exec(each);
    if (match === null) return { kind: "malformed", why: `the line ${JSON.stringify(each)}` };
    fields.push([(match[1] ?? "").toLowerCase(), match[2] ?? ""]);
  }
  const request = { method: line[1] ?? "", target: line[2] ?? "", fields, body: "" };
  const lengths = valuesOf(request, "content-length");
  const codings = valuesOf(request, "transfer-encoding");
  if (valuesOf(request, "host").length !== 1) return { kind: "malformed", why: "not one Host" };
  if (lengths.length + codings.length > 1) return { kind: "malformed", why: "its length is told twice" };
  const start = end + 4;
  if (codings.length === 1)
    return codings[0]?.toLowerCase() === "chunked" ? readChunks(text, start, request) : { kind: "malformed", why: "its coding" };
  const declared = lengths[0] ?? "0";
  if (!/^\d{1,12}$/u.test(declared)) return { kind: "malformed", why: "its length" };
  const length = start + Number(declared);
  const whole = { ...request, body: text.slice(start, length) };
  return text.length < length ? { kind: "begun", request: whole } : { kind: "request", request: whole, length };
}

export function valuesOf({ fields }: Pick<SeenRequest, "fields">, name: string): readonly string[] {
  return fields.filter(([other]) => other === name).map(([, value]) => value);
}

function readChunks(text: string, start: number, request: SeenRequest): Reading {
  let body = "";
  for (let at = start; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    const begun: Reading = { kind: "begun", request: { ...request, body } };
    if (lineEnd < 0) return begun;
    const size = text.slice(at, lineEnd);
    if (!/^[0-9a-fA-F]{1,8}$/u.test(size)) return { kind: "malformed", why: `the chunk size ${JSON.stringify(size)}` };
    const data = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    const next = data + length + 2;
    if (text.length < next) return begun;
    if (text.slice(next - 2, next) !== "\r\n")
      return { kind: "malformed", why: length === 0 ? "trailers, which nothing here forwards" : "no line end behind a chunk" };
    if (length === 0) return { kind: "request", request: { ...request, body }, length: next };
    body += text.slice(data, next - 2);
    at = next;
  }
}
