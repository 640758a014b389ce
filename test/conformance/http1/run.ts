/** `npm run conformance -- http1 CASES.json`: raw HTTP/1.1 requests against a whole gateway before an API that declares `/`. */
import { readFileSync } from "node:fs";
import net from "node:net";
import { z } from "zod";
import { startTestGateway } from "../../support/gateway.ts";
import { startEcho } from "../../support/echo.ts";
import type { ConformanceSource } from "../report.ts";
import { isExpected, type Observed } from "./expectation.ts";

const CASES = z.object({
  cases: z
    .array(z.object({ id: z.string(), rawRequest: z.string(), expected: z.string(), scored: z.boolean(), rfc: z.string().nullable() }))
    .min(1),
});

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "probe", version: "1" },
  paths: {
    "/": {
      get: { security: [], responses: { 200: { description: "ok" } } },
      head: { security: [], responses: { 200: { description: "ok" } } },
      post: { security: [], requestBody: { content: { "*/*": {} } }, responses: { 200: { description: "ok" } } },
    },
  },
};

/** How long a silent server is waited for. */
const SILENCE_MS = 1_500;

/** Sends bytes on a connection of its own and waits for an answer and, a moment longer, for the end of the connection. */
function probe(port: number, bytes: Buffer): Promise<Observed> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const match = /^HTTP\/1\.1 (\d{3}) /u.exec(text);
      resolve({ status: match === null ? null : Number(match[1]), closed });
    };
    let timer = setTimeout(() => finish(false), SILENCE_MS);
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(() => finish(false), 200);
    });
    socket.on("end", () => finish(true));
    socket.on("error", () => finish(true));
  });
}

export const http1: ConformanceSource = {
  usage: "http1 CASES.json",
  async run([file]) {
    if (file === undefined) throw new Error("which cases? give the file: npm run conformance -- http1 CASES.json");
    const { cases } = CASES.parse(JSON.parse(readFileSync(file, "utf8")));
    await using stack = new AsyncDisposableStack();
    const echo = stack.adopt(await startEcho(), (server) => server.close());
    const gateway = stack.adopt(await startTestGateway({ document: DOCUMENT, upstream: echo.base }), (started) => started.close());
    const failures: string[] = [];
    const notes: string[] = [];
    let passed = 0;
    for (const each of cases) {
      const observed = await probe(gateway.port, Buffer.from(each.rawRequest, "latin1"));
      const said = `${each.id}: expected ${each.expected}, got ${observed.status ?? "no answer"}${observed.closed ? " and the end of the connection" : ""}`;
      if (!each.scored) notes.push(`not scored: ${said}`);
      else if (isExpected(each.expected, observed)) passed++;
      else failures.push(said);
    }
    return { passed, failures, skips: [], notes };
  },
};
