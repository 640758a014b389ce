/** The keys a gateway verifies with: those of issuers, fetched and kept, and the digests of API keys in files. Outlives generations. */
import type { KeyServices } from "../authn/define_authenticator.ts";
import type { IssuerStatus } from "./issuer_keys/issuer_keys.ts";
import { KeySources } from "./issuer_keys/key_sources.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";
import { NODE_SIGNATURES } from "./token_crypto.ts";

export class GatewayKeys {
  readonly services: KeyServices;
  private readonly sources: KeySources;

  constructor() {
    this.sources = new KeySources(SYSTEM_DEPS, NODE_SIGNATURES);
    this.services = {
      signatures: NODE_SIGNATURES,
      keySource: (wish) => this.sources.keySource(wish),
      keyStore: () => ({ find: () => null }),
    };
  }

  /** Fetches what is not known yet, so that the first request need not wait. Never rejects. */
  async warm(): Promise<void> {
    await this.sources.warm();
  }

  statuses(): readonly IssuerStatus[] {
    return this.sources.statuses();
  }

  async close(): Promise<void> {
    await this.sources.close();
  }
}
