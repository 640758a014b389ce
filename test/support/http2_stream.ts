/** One stream of HTTP/2 over loopback, as `node:http2` gives it to either end. */
import { once } from "node:events";
import http2 from "node:http2";

export interface Http2StreamPair {
  readonly server: http2.ServerHttp2Stream;
  readonly client: http2.ClientHttp2Stream;
}

/** A POST, its content and trailers to be sent by `client`; `endStream`: it has none. Ends with `stack`. */
export async function http2StreamPair(stack: AsyncDisposableStack, endStream: boolean = false): Promise<Http2StreamPair> {
  const listener = http2.createServer();
  const begun = once(listener, "stream");
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const session = http2.connect(`http://127.0.0.1:${address.port}`);
  stack.defer(async () => {
    session.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
  const client = session.request({ ":method": "POST", ":path": "/" }, { endStream, waitForTrailers: !endStream });
  client.on("error", () => {});
  const [server]: readonly http2.ServerHttp2Stream[] = await begun;
  if (server === undefined) throw new Error("no stream");
  server.on("error", () => {});
  return { server, client };
}
