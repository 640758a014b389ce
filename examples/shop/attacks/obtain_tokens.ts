/** The tokens that the attacks and their twins are sent with, each obtained as its owner would. */
import { WAREHOUSE_RESOURCE } from "../../authorization_server/accounts.ts";
import { obtainMachineToken, obtainToken } from "../../authorization_server/obtain_token.ts";
import type { TokenSet } from "./attack.ts";

/** Logs everybody in at the running authorization server. */
export async function obtainTokens(issuer: string): Promise<TokenSet> {
  const [alice, bob, admin, machine, elsewhere] = await Promise.all([
    obtainToken({ issuer, user: "alice" }),
    obtainToken({ issuer, user: "bob" }),
    obtainToken({ issuer, user: "admin" }),
    obtainMachineToken({ issuer }),
    obtainToken({ issuer, user: "alice", resource: WAREHOUSE_RESOURCE }),
  ]);
  return {
    alice: alice.accessToken,
    bob: bob.accessToken,
    admin: admin.accessToken,
    machine: machine.accessToken,
    aliceElsewhere: elsewhere.accessToken,
    aliceIdToken: alice.idToken ?? "",
  };
}
