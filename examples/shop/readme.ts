/** README.md of the shop, made from the table of attacks so that the two cannot differ. `node examples/shop/readme.ts` writes it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Attack } from "./attacks/attack.ts";
import { toShell } from "./attacks/shell_command.ts";
import { ATTACKS } from "./attacks.ts";

const ITEMS: readonly (readonly [item: string, name: string])[] = [
  ["API1:2023", "Broken Object Level Authorization"],
  ["API2:2023", "Broken Authentication"],
  ["API3:2023", "Broken Object Property Level Authorization"],
  ["API4:2023", "Unrestricted Resource Consumption"],
  ["API5:2023", "Broken Function Level Authorization"],
  ["API6:2023", "Unrestricted Access to Sensitive Business Flows"],
  ["API7:2023", "Server Side Request Forgery"],
  ["API8:2023", "Security Misconfiguration"],
  ["API9:2023", "Improper Inventory Management"],
  ["API10:2023", "Unsafe Consumption of APIs"],
  ["A03:2021", "Injection (OWASP Top 10; no item of its own in the API list)"],
];

const INTRODUCTION = `# The shop: vulnerable on purpose

A small API for tea things: customers, orders, products, payments by card, uploads, a webhook, an admin area. Every item of the OWASP API
Security Top 10 2023 has at least one flaw here that can be exploited, and each flaw stands below with the request that does it.

**Never put it on a network.** It listens on loopback and refuses any other address; what it fetches is on loopback too. All names, PINs, card
numbers, keys and passwords in it are invented or test values.

- \`openapi.yaml\` is what the shop promises, and all a gateway knows of it. The code does more, less, and worse.
- \`portcullis.yaml\` puts Portcullis in front of it.
- \`attacks.ts\` has the exploits as data, each with a legitimate twin that must go on working. \`npm start -- --attack\` runs them twice, straight
  at the shop and through the gateway, and prints who refused what. Flaws that no guard covers yet show as open.
- This page is made from that table by \`readme.ts\`.

## Running it

\`npm start\` at the root of the project starts the shop (port 3000), its authorization server (9400) and the gateway (8080). The lines below are
written for the shop; put 8080 in place of 3000 to see what the gateway makes of them. Tokens:

\`\`\`sh
ALICE=$(./bin/portcullis demo token alice | tail -n 1)
ADMIN=$(./bin/portcullis demo token admin | tail -n 1)
MACHINE=$(./bin/portcullis demo token machine | tail -n 1)
ALICE_WAREHOUSE=$(./bin/portcullis demo token alice --resource https://warehouse.example | tail -n 1)
ALICE_ID_TOKEN=$(./bin/portcullis demo token alice --id-token | tail -n 1)
# alice's token with another subject under the old signature
ALICE_WITH_SUB_BOB=$(node -e 'const [h, p, s] = process.argv[1].split("."); const c = JSON.parse(Buffer.from(p, "base64url")); c.sub = "bob";
  console.log([h, Buffer.from(JSON.stringify(c)).toString("base64url"), s].join("."))' "$ALICE")
\`\`\`

## Flaws, and the requests that exploit them
`;

function toSection(attack: Attack): string {
  return `#### ${attack.id}: ${attack.title}\n\n${attack.flaw}\n\n\`\`\`sh\n${toShell(attack)}\n\`\`\`\n`;
}

/** The whole page. */
export function toReadme(): string {
  const items = ITEMS.map(([item, name]) => {
    const attacks = ATTACKS.filter((attack) => attack.owasp === item);
    return `### ${item} ${name}\n\n${attacks.map(toSection).join("\n")}`;
  });
  return `${INTRODUCTION}\n${items.join("\n")}`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, "README.md"), toReadme());
