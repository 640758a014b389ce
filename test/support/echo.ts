/** The simplest API there is, on a real HTTP server: it answers 200 with what it received, and remembers it. */
import http from "node:http";

export interface EchoedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  /** latin1 text, one character a byte. */
  readonly body: string;
}

export interface Echo {
  readonly base: string;
  readonly port: number;
  /** What arrived, in order. */
  readonly received: EchoedRequest[];
  close(): Promise<void>;
}

/** `answer` replaces the answer, to play an API that answers badly. */
export async function startEcho(answer?: (request: EchoedRequest, response: http.ServerResponse) => void): Promise<Echo> {
  const received: EchoedRequest[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers, rawHeaders } = request;
      const echoed: EchoedRequest = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString("latin1") };
      received.push(echoed);
      if (answer !== undefined) answer(echoed, response);
      else {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ method, url, headers, body: echoed.body }));
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the echo has no TCP address");
  return {
    base: `http://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
