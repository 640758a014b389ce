/** The public RSA key as the secret of an HMAC: a library that takes the algorithm from the token verifies it (RFC 8725 section 2.1). */
import { createHmac, createPublicKey } from "node:crypto";
import { base64url, testKey } from "../../support/tokens.ts";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "HS256 with the public key",
  category: "tokens",
  owasp: "API2:2023",
  attack: (world) => world.call({ target: "/account", fields: { Authorization: `Bearer ${hmacSigned(world.issuer.token())}` } }),
  expect: { status: 401, code: "invalid_token", by: "authn", finding: "token.algorithm", place: "token:header/alg" },
  twin: (world) => world.twin({ target: "/account", fields: world.bearer() }),
};

function hmacSigned(token: string): string {
  const publicKey = createPublicKey(testKey("rsa").privateKey).export({ type: "spki", format: "pem" });
  const input = `${base64url(JSON.stringify({ alg: "HS256", typ: "at+jwt", kid: "rsa" }))}.${token.split(".")[1] ?? ""}`;
  return `${input}.${createHmac("sha256", publicKey).update(input).digest("base64url")}`;
}
