/** What oidc-provider is told: everything it would otherwise choose for itself, so that it has nothing left to warn about. */
import { type Configuration, type Grant, type KoaContextWithOIDC, type ResourceServer, errors } from "oidc-provider";
import { findAccount, OPAQUE_RESOURCE, SHOP_RESOURCE, SHOP_SCOPES, WAREHOUSE_RESOURCE } from "./accounts.ts";
import { clientsOf, INTROSPECTION_CLIENT, MACHINE_CLIENT } from "./clients.ts";
import type { MemoryStore } from "./memory_store.ts";
import type { KeySet } from "./signing_keys.ts";

const ACCESS_TOKEN_TTL_S = 30 * 60;
const SESSION_TTL_S = 24 * 60 * 60;
const OIDC_SCOPES = ["openid", "email", "offline_access"];
const RESOURCES: ReadonlyMap<string, "jwt" | "opaque"> = new Map([
  [SHOP_RESOURCE, "jwt"],
  [WAREHOUSE_RESOURCE, "jwt"],
  [OPAQUE_RESOURCE, "opaque"],
]);

/** What differs between two authorization servers, and between two providers of one. */
export interface ConfigurationInput {
  readonly issuer: string;
  readonly store: MemoryStore;
  readonly keys: KeySet;
  /** Signs the cookies; the same before and after a rotation. */
  readonly cookieKey: string;
}

/**
 * RFC 8707: what the named resource is to that client; an unknown one is `invalid_target`. Tokens of the first two are JWTs as in RFC 9068. The machine client
 * is refused all but its own scopes here, because it has no grant that would hold them.
 */
function resourceServerOf(resource: string, clientId: string): ResourceServer {
  const format = RESOURCES.get(resource);
  if (format === undefined) throw new errors.InvalidTarget();
  return {
    scope: (clientId === MACHINE_CLIENT.id ? MACHINE_CLIENT.scopes : SHOP_SCOPES).join(" "),
    audience: resource,
    accessTokenTTL: ACCESS_TOKEN_TTL_S,
    ...(format === "jwt" ? { accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } } : { accessTokenFormat: "opaque" }),
  };
}

/** The clients are the shop's own, so nobody is asked for consent: the grant is what the account may have, and the rest is refused. */
async function grantOf(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { provider, client, session } = ctx.oidc;
  const account = session?.accountId === undefined ? null : findAccount(session.accountId);
  if (client === undefined || account === null) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.name });
  grant.addOIDCScope(OIDC_SCOPES.join(" "));
  for (const resource of RESOURCES.keys()) {
    grant.addResourceScope(resource, account.scopes.join(" "));
    const refused = SHOP_SCOPES.filter((scope) => !account.scopes.includes(scope));
    if (refused.length > 0) grant.rejectResourceScope(resource, refused.join(" "));
  }
  await grant.save();
  return grant;
}

/** The whole configuration of one provider. */
export function toConfiguration({ issuer, store, keys, cookieKey }: ConfigurationInput): Configuration {
  return {
    adapter: store.adapter(),
    clients: clientsOf(issuer),
    jwks: { keys: [...keys] },
    cookies: { keys: [cookieKey] },
    scopes: OIDC_SCOPES,
    claims: { openid: ["sub"], email: ["email"] },
    findAccount: (_ctx, subject) => {
      const account = findAccount(subject);
      if (account === null) return undefined;
      return { accountId: account.name, claims: async () => ({ sub: account.name, email: account.email }) };
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantOf,
    pkce: { required: () => true },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    clientBasedCORS: () => false,
    renderError: async (ctx, out) => {
      ctx.type = "text/plain";
      ctx.body = `${out.error}: ${out.error_description ?? "no further description"}\n`;
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_TTL_S,
      ClientCredentials: ACCESS_TOKEN_TTL_S,
      AuthorizationCode: 60,
      IdToken: ACCESS_TOKEN_TTL_S,
      Interaction: 10 * 60,
      RefreshToken: SESSION_TTL_S,
      Session: SESSION_TTL_S,
      Grant: SESSION_TTL_S,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async (_ctx, client) => client.clientId === INTROSPECTION_CLIENT.id },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource, client) => resourceServerOf(resource, client.clientId),
        useGrantedResource: async () => false,
      },
    },
  };
}
