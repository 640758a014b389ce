/** A real HTTP server on loopback whose answers a test sets by path, and which counts who asked for what. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface JsonServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Answers by path; others are 404. */
  readonly answers: Map<string, Answer>;
  /** Paths asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** 200 with that JSON. */
export const json =
  (value: unknown): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  };

/** 302 to that address. */
export const redirect =
  (location: string): Answer =>
  (_request, response) => {
    response.writeHead(302, { location }).end("moved");
  };

export async function startJsonServer(): Promise<JsonServer> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    answers,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
