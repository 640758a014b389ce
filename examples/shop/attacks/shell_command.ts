/** An attack as lines for a shell, as the README shows them. */
import type { Attack, AttackRequest, TokenSet } from "./attack.ts";
import { toWire } from "./send.ts";

/** Shell variables in place of tokens. */
const TOKEN_VARIABLES: TokenSet = {
  alice: "$ALICE",
  bob: "$BOB",
  admin: "$ADMIN",
  machine: "$MACHINE",
  aliceElsewhere: "$ALICE_WAREHOUSE",
  aliceIdToken: "$ALICE_ID_TOKEN",
};

const SHOP = "http://127.0.0.1:3000";

/** In double quotes where a variable must be filled in, else in single ones. */
function quote(text: string): string {
  return /\$[A-Z]/u.test(text) ? `"${text.replaceAll('"', '\\"')}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

function curlOf(request: AttackRequest): string {
  const { headers, body } = toWire(request, TOKEN_VARIABLES);
  const words = ["curl", "-i"];
  if (request.path.includes("..")) words.push("--path-as-is");
  if (request.method !== "GET") words.push("-X", request.method);
  words.push(/[?$%]/u.test(request.path) ? quote(`${SHOP}${request.path}`) : `${SHOP}${request.path}`);
  for (const [name, value] of Object.entries(headers)) words.push("-H", quote(`${name}: ${value}`));
  if (body.length > 0) words.push("-d", quote(String(body)));
  return words.join(" ");
}

/** Lines that run the attack straight at the shop on its usual port. */
export function toShell(attack: Attack): string {
  if (attack.shell !== undefined) return attack.shell;
  return attack.requests({ shopBase: SHOP, way: "straight", tokens: TOKEN_VARIABLES }).map(curlOf).join("\n");
}
