/** A client of HTTP/2 for tests: one request, its whole answer. */
import http2 from "node:http2";

export interface Http2Answer {
  readonly status: number;
  readonly headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader;
  readonly text: string;
}

/** Resolves once connected; `using` destroys it. */
export function connectHttp2(
  authority: string,
  options: http2.SecureClientSessionOptions = {},
): Promise<http2.ClientHttp2Session & Disposable> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(authority, options);
    session.once("error", reject);
    session.once("connect", () => {
      session.off("error", reject);
      // What goes wrong later shows in the streams.
      session.on("error", () => {});
      resolve(Object.assign(session, { [Symbol.dispose]: () => session.destroy() }));
    });
  });
}

/** Rejects where the stream is reset before its answer is whole. */
export function ask(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body: string | null = null,
): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === null });
    let answered: Http2Answer["headers"] = {};
    let text = "";
    stream.setEncoding("latin1");
    stream.on("response", (received) => (answered = received));
    stream.on("data", (part: string) => (text += part));
    stream.on("end", () => resolve({ status: answered[":status"] ?? 0, headers: answered, text }));
    stream.on("error", reject);
    if (body !== null) stream.end(body);
  });
}
