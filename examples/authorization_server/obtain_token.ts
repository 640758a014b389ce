/**
 * The client's side of the demo: authorization code with PKCE (RFC 6749 section 4.1, RFC 7636) driven over HTTP as a browser and an application would, client
 * credentials (section 4.4) and refresh (section 6).
 */
import { createHash, randomBytes } from "node:crypto";
import { findAccount, SHOP_RESOURCE, SHOP_SCOPES } from "./accounts.ts";
import { MACHINE_CLIENT, redirectUriOf, WEB_CLIENT_ID } from "./clients.ts";

const MAX_REDIRECTS = 8;

/** A token answer (RFC 6749 section 5.1). */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  readonly scopes: readonly string[];
  readonly expiresInS: number;
}

export interface TokenWish {
  readonly issuer: string;
  /** RFC 8707; the shop unless said otherwise. */
  readonly resource?: string;
  /** What is asked for; every scope of the shop unless said otherwise. What is granted is the account's. */
  readonly scopes?: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

async function requestTokens(issuer: string, form: Record<string, string>, authorization?: string): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(form),
  });
  const body: unknown = await response.json();
  if (!response.ok || !isRecord(body) || typeof body["access_token"] !== "string") {
    const said = isRecord(body) ? `${textOf(body["error"]) ?? ""} ${textOf(body["error_description"]) ?? ""}`.trim() : "no JSON object";
    throw new Error(`the authorization server at ${issuer} gave no token (${response.status}): ${said}`);
  }
  return {
    accessToken: body["access_token"],
    refreshToken: textOf(body["refresh_token"]),
    idToken: textOf(body["id_token"]),
    scopes: (textOf(body["scope"]) ?? "").split(" ").filter((scope) => scope !== ""),
    expiresInS: Number(body["expires_in"]),
  };
}

/** The few words of a browser that the flow needs: cookies, redirects followed by hand, a form filled in. */
class Browser {
  private readonly cookies = new Map<string, string>();

  async open(url: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: cookie === "" ? {} : { cookie },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(";", 1)[0] ?? "";
      const equals = pair.indexOf("=");
      this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return response;
  }
}

async function authorize(start: string, redirectUri: string, user: string, password: string): Promise<URLSearchParams> {
  const browser = new Browser();
  let url = start;
  let response = await browser.open(url);
  for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
    const location = response.headers.get("location");
    if (location !== null) {
      await response.body?.cancel();
      url = new URL(location, url).href;
      if (url.startsWith(`${redirectUri}?`)) return new URL(url).searchParams;
      response = await browser.open(url);
    } else if (response.status === 200 && new URL(url).pathname.startsWith("/interaction/")) {
      await response.body?.cancel();
      response = await browser.open(url, { user, password });
    } else {
      throw new Error(`the login of \`${user}\` ended at ${response.status}: ${(await response.text()).slice(0, 200)}`);
    }
  }
  throw new Error(`the login of \`${user}\` did not end within ${MAX_REDIRECTS} redirects`);
}

/** Logs `user` in and redeems the code. Throws where the user is unknown, the password (the demo's unless given) wrong, or the answer not this request's. */
export async function obtainToken(wish: TokenWish & { readonly user: string; readonly password?: string }): Promise<Tokens> {
  const { issuer, user, resource = SHOP_RESOURCE, scopes = SHOP_SCOPES } = wish;
  const password = wish.password ?? findAccount(user)?.password;
  if (password === undefined) throw new Error(`there is no user \`${user}\`; the demo has alice, bob and admin, and the client machine`);
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("base64url");
  const redirectUri = redirectUriOf(issuer);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: WEB_CLIENT_ID,
    redirect_uri: redirectUri,
    scope: ["openid", ...scopes].join(" "),
    resource,
    state,
    nonce: randomBytes(16).toString("base64url"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const answer = await authorize(`${issuer}/auth?${query.toString()}`, redirectUri, user, password);
  const code = answer.get("code");
  // RFC 9207: the answer names its issuer, so that one server's code can't be fed to another's flow.
  if (answer.get("state") !== state || answer.get("iss") !== issuer || code === null) {
    throw new Error(`the authorization server refused \`${user}\`: ${answer.get("error") ?? "the answer belongs to another request"}`);
  }
  return requestTokens(issuer, {
    grant_type: "authorization_code",
    client_id: WEB_CLIENT_ID,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    resource,
  });
}

/** The machine client's token. */
export function obtainMachineToken({ issuer, resource = SHOP_RESOURCE, scopes = MACHINE_CLIENT.scopes }: TokenWish): Promise<Tokens> {
  const basic = Buffer.from(`${MACHINE_CLIENT.id}:${MACHINE_CLIENT.secret}`).toString("base64");
  return requestTokens(issuer, { grant_type: "client_credentials", scope: scopes.join(" "), resource }, `Basic ${basic}`);
}

/** New tokens for a refresh token, which is spent by it. */
export function refreshTokens({ issuer, resource = SHOP_RESOURCE }: TokenWish, refreshToken: string): Promise<Tokens> {
  return requestTokens(issuer, { grant_type: "refresh_token", client_id: WEB_CLIENT_ID, refresh_token: refreshToken, resource });
}
