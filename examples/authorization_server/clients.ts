/** The OAuth clients registered at the demo's authorization server. The secrets are the demo's: published, and worth nothing. */
import type { ClientMetadata } from "oidc-provider";

/** The shop's web page: a public client, so PKCE (RFC 7636) is what binds the code to it. */
export const WEB_CLIENT_ID = "shop-web";

/** A program without a user. */
export const MACHINE_CLIENT: { readonly id: string; readonly secret: string; readonly scopes: readonly string[] } = {
  id: "shop-machine",
  secret: "demo-only-machine",
  scopes: ["products:read", "orders:read", "reports:read"],
};

/** What asks about opaque tokens: it may introspect and nothing else. */
export const INTROSPECTION_CLIENT: { readonly id: string; readonly secret: string } = {
  id: "shop-gateway",
  secret: "demo-only-gateway",
};

/** Where the browser lands with its code; a page of the authorization server, so that the demo needs no further server. */
export function redirectUriOf(issuer: string): string {
  return `${issuer}/signed-in`;
}

/** Client metadata (RFC 7591) for oidc-provider. */
export function clientsOf(issuer: string): ClientMetadata[] {
  return [
    {
      client_id: WEB_CLIENT_ID,
      client_name: "The shop",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      redirect_uris: [redirectUriOf(issuer)],
    },
    {
      client_id: MACHINE_CLIENT.id,
      client_secret: MACHINE_CLIENT.secret,
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
    },
    {
      client_id: INTROSPECTION_CLIENT.id,
      client_secret: INTROSPECTION_CLIENT.secret,
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: [],
      response_types: [],
      redirect_uris: [],
    },
  ];
}
