/** Where an issuer publishes its metadata: OpenID Connect Discovery 1.0 section 4 appends the well-known path, RFC 8414 section 3 inserts it before the path. */
import type { IssuerUrl } from "../../token/issuer_url.ts";

/** The addresses to try in order; without a path in the issuer two of the three are the same and one is left out. */
export function metadataUrls({ origin, path }: IssuerUrl): readonly string[] {
  const appended = `${origin}${path}/.well-known/openid-configuration`;
  const inserted = `${origin}/.well-known/oauth-authorization-server${path}`;
  return path === "" ? [appended, inserted] : [appended, inserted, `${origin}/.well-known/openid-configuration${path}`];
}
