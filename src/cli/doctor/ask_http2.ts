/** A HEAD over HTTP/2, as the gateway speaks it to upstreams with `http2`: by ALPN where there is TLS, else by prior knowledge. */
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";

export interface Http2Question {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  /** Null without TLS. */
  readonly secured: tls.ConnectionOptions | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export const NO_HTTP2 = "PORTCULLIS_NO_HTTP2";

/** Status, and the socket it came over. Rejects with the connection's error, code `PORTCULLIS_NO_HTTP2` where HTTP/1.1 alone is spoken, `ETIMEDOUT`. */
export function askHttp2({
  url,
  host,
  port,
  secured,
  timeoutMs,
  signal,
}: Http2Question): Promise<{ readonly status: number; readonly socket: net.Socket }> {
  return new Promise((resolve, reject) => {
    const at = { host, port };
    const socket = secured === null ? net.connect(at) : tls.connect({ ...secured, ...at, ALPNProtocols: ["h2"] });
    const session = http2.connect(url.origin, { createConnection: () => socket });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      session.destroy();
      socket.destroy();
      reject(error);
    };
    const fault = (code: string): Error => Object.assign(new Error(code), { code });
    const timer = setTimeout(() => fail(fault("ETIMEDOUT")), timeoutMs);
    signal.addEventListener("abort", () => fail(fault("ETIMEDOUT")), { once: true });
    // What speaks HTTP/1.1 answers the preface with text, which is no frame.
    const broke = (error: Error): void => fail("code" in error && String(error.code).startsWith("ERR_HTTP2") ? fault(NO_HTTP2) : error);
    socket.on("error", broke);
    session.on("error", broke);
    session.on("close", () => fail(fault(NO_HTTP2)));
    const stream = session.request({ ":method": "HEAD", ":path": url.pathname, ":authority": url.host });
    stream.on("error", () => {});
    stream.on("response", (headers) => {
      clearTimeout(timer);
      resolve({ status: headers[":status"] ?? 0, socket });
      session.destroy();
    });
    stream.end();
  });
}
