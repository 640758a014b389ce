/**
 * The demo's authorization server: the certified `oidc-provider` on loopback, with users that log in, a machine client, and keys that can be rotated.
 * Run it alone with `node examples/authorization_server/server.ts [PORT]`.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Provider } from "oidc-provider";
import { toConfiguration } from "./configuration.ts";
import { answerInteraction, answerSignedIn } from "./login_page.ts";
import { MemoryStore } from "./memory_store.ts";
import { generateSigningKey, type KeySet, type RotationOfPrevious, rotateKeys } from "./signing_keys.ts";

const HOST = "127.0.0.1";

export interface AuthorizationServer {
  /** `http://127.0.0.1:PORT`, also `iss` of every token. */
  readonly issuer: string;
  readonly port: number;
  /** `kid` of the published keys, the signing one first. */
  keyIds(): readonly string[];
  /** A new key signs from now on. The last one still verifies unless it is dropped; any older is gone. Codes, sessions and refresh tokens go on. */
  rotate(previous?: RotationOfPrevious): Promise<void>;
  close(): Promise<void>;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the authorization server has no TCP address");
  return address.port;
}

/** Starts it on loopback; port 0 takes a free one. Rejects with `EADDRINUSE` where the port is taken. */
export async function startAuthorizationServer({ port }: { readonly port: number }): Promise<AuthorizationServer> {
  let answer = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => answer(request, response));
  const actualPort = await listen(server, port);
  const issuer = `http://${HOST}:${actualPort}`;
  const store = new MemoryStore();
  const cookieKey = randomBytes(32).toString("base64url");
  let keys: KeySet = [await generateSigningKey()];

  const fail = (response: ServerResponse) => (error: unknown) => {
    if (!response.headersSent) response.writeHead(400, { "content-type": "text/plain" });
    response.end(`${error instanceof Error ? error.message : String(error)}\n`);
  };
  const use = (): void => {
    const provider = new Provider(issuer, toConfiguration({ issuer, store, keys, cookieKey }));
    const handle = provider.callback();
    answer = (request, response) => {
      const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
      if (path.startsWith("/interaction/")) answerInteraction(provider, request, response).catch(fail(response));
      else if (path === "/signed-in") answerSignedIn(response);
      else handle(request, response).catch(fail(response));
    };
  };
  use();

  return {
    issuer,
    port: actualPort,
    keyIds: () => keys.map((key) => key.kid ?? ""),
    rotate: async (previous = "keep") => {
      keys = await rotateKeys(keys, previous);
      use();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (import.meta.main) {
  const server = await startAuthorizationServer({ port: Number(process.argv[2] ?? 9400) });
  process.stdout.write(`authorization server: ${server.issuer}/.well-known/openid-configuration\n`);
}
