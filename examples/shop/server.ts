/**
 * The deliberately vulnerable shop of the demo. It is for attacking: it listens on loopback only and must never stand anywhere else.
 * Run it alone with `node examples/shop/server.ts [PORT]`; README.md lists its flaws, attacks.ts exploits them.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Reply } from "./exchange.ts";
import { callerOf } from "./identity.ts";
import { matchRoute } from "./routes.ts";
import { openShop, type Shop } from "./store.ts";
import { answerSupplier } from "./suppliers.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

export interface RunningShop {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly base: string;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // FLAW (API4): as much as the caller sends.
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function toHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const isPlain = typeof body === "string" || Buffer.isBuffer(body);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(isPlain ? body : JSON.stringify(body));
}

async function answer(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = toHeaders(request);
  // FLAWS (API8): any origin may read with credentials, and what runs here is told to everyone.
  response.setHeader("access-control-allow-origin", headers["origin"] ?? "*");
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("server", "shop/0.1");
  response.setHeader("x-powered-by", `node ${process.versions.node}`);
  try {
    const body = await readBody(request);
    // FLAW (API8): TRACE sends the caller's credentials back to whoever made the browser ask.
    if (request.method === "TRACE")
      return send(response, { status: 200, headers: { "content-type": "message/http" }, body: JSON.stringify(headers) });
    // FLAW (API8): the path is normalised here, after whoever stands in front has looked at it.
    const url = new URL(request.url ?? "/", shop.base);
    // FLAW (API5): a header changes what is done.
    const method = headers["x-http-method-override"] ?? request.method ?? "GET";
    const matched = matchRoute(method, url.pathname);
    if (matched === null) return send(response, { status: 404, body: { error: "not found" } });
    const caller = callerOf(headers, url.searchParams);
    return send(
      response,
      await matched.route.handle({ method, params: matched.params, query: url.searchParams, headers, body, caller }, shop),
    );
  } catch (error) {
    // FLAW (API8): the stack is shown.
    const stack = error instanceof Error ? error.stack : String(error);
    return send(response, { status: 500, body: { error: String(error), stack } });
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the shop has no TCP address");
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Opens the shop and its suppliers; port 0 takes a free one. Throws for a host that is not loopback; rejects with `EADDRINUSE` for a taken port. */
export async function startShop({ port, host = "127.0.0.1" }: { readonly port: number; readonly host?: string }): Promise<RunningShop> {
  if (!LOOPBACK.has(host)) throw new Error(`the shop is vulnerable on purpose and listens on loopback only, not on \`${host}\``);
  const shop = openShop();
  // FLAW (API8): the lenient parser takes Content-Length beside Transfer-Encoding, which is how requests are smuggled.
  const server = createServer({ insecureHTTPParser: true }, (request, response) => void answer(shop, request, response));
  const suppliers = createServer((request, response) => answerSupplier(shop, request, response));
  const actualPort = await listen(server, port, host);
  const name = host === "::1" ? "[::1]" : host;
  shop.base = `http://${name}:${actualPort}`;
  shop.supplierBase = `http://${name}:${await listen(suppliers, 0, host)}`;
  return {
    port: actualPort,
    base: shop.base,
    close: async () => {
      await Promise.all([closeServer(server), closeServer(suppliers)]);
      shop.catalogue.close();
    },
  };
}

if (import.meta.main) {
  const shop = await startShop({ port: Number(process.argv[2] ?? 3000) });
  process.stdout.write(`the vulnerable shop: ${shop.base}\n`);
}
