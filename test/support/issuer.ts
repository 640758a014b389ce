/** An issuer on loopback, with discovery and keys as any other has them, that signs whatever a test wants: also what no honest issuer would. */
import { json, type JsonServer, startJsonServer } from "./json_server.ts";
import { type Json, makeToken, testKey, type TokenSketch } from "./tokens.ts";

export interface TestIssuer {
  /** `iss` of its tokens. */
  readonly issuer: string;
  readonly server: JsonServer;
  /** A good access token (RFC 9068) for the audience; `sketch` changes what it likes. Times are those of the real clock. */
  token(sketch?: TokenSketch): string;
  close(): Promise<void>;
}

/** The audience of its tokens where nothing else is said. */
export const TEST_AUDIENCE = "https://api.example";

/** Publishes the test keys `rsa` and `P-256` of `tokens.ts`. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const server = await startJsonServer();
  const issuer = server.origin;
  server.answers.set("/.well-known/openid-configuration", json({ issuer, jwks_uri: `${issuer}/jwks` }));
  server.answers.set("/jwks", json({ keys: [testKey("rsa").jwk, testKey("P-256").jwk] }));
  return {
    issuer,
    server,
    token: (sketch = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const claims: Record<string, Json | undefined> = { iss: issuer, aud: TEST_AUDIENCE, iat: now - 10, exp: now + 300, ...sketch.claims };
      return makeToken({ ...sketch, claims });
    },
    close: () => server.close(),
  };
}
