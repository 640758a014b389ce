/** `portcullis demo token alice`: a token of the running demo, for pasting. */
import { ACCOUNT_NAMES } from "../authorization_server/accounts.ts";
import { obtainMachineToken, obtainToken, type Tokens } from "../authorization_server/obtain_token.ts";

export interface DemoTokenOptions {
  /** alice, bob, admin, or `machine` for the client without a user. */
  readonly user: string;
  readonly issuerPort: number;
  /** Audience of the token; the shop unless said otherwise. */
  readonly resource?: string;
  /** The ID token instead of the access token. */
  readonly idToken?: boolean;
  readonly write: (line: string) => void;
}

async function obtain({ user, issuerPort, resource }: DemoTokenOptions): Promise<Tokens> {
  const wish = { issuer: `http://127.0.0.1:${issuerPort}`, ...(resource === undefined ? {} : { resource }) };
  try {
    return await (user === "machine" ? obtainMachineToken(wish) : obtainToken({ ...wish, user }));
  } catch (error) {
    // Why: fetch says `fetch failed` and hides the reason in the cause.
    if (error instanceof TypeError)
      throw new Error(
        `no authorization server answers at ${wish.issuer}; start the demo with \`npm start\`, or name its port with --issuer-port`,
        { cause: error },
      );
    throw error;
  }
}

/** Logs in at the running authorization server and writes what was granted, then the token alone on the last line. Throws with the way out otherwise. */
export async function printDemoToken(options: DemoTokenOptions): Promise<void> {
  const { user, idToken = false, write } = options;
  if (user !== "machine" && !ACCOUNT_NAMES.includes(user)) {
    throw new Error(`there is no user \`${user}\` in the demo; it has ${ACCOUNT_NAMES.join(", ")} and machine`);
  }
  const tokens = await obtain(options);
  if (!idToken) write(`# ${user}, ${Math.round(tokens.expiresInS / 60)} minutes, scopes: ${tokens.scopes.join(" ")}`);
  write(idToken ? (tokens.idToken ?? "") : tokens.accessToken);
}
