/** The keys a gateway verifies with: those of issuers, fetched and kept, and the digests of API keys in files. Outlives generations. */
import { resolve } from "node:path";
import type { KeyServices } from "../authn/define_authenticator.ts";
import type { Issue } from "../kernel/issue.ts";
import { FileKeyStore, type KeyFileStatus } from "./file_key_store.ts";
import type { IssuerStatus } from "./issuer_keys/issuer_keys.ts";
import { KeySources } from "./issuer_keys/key_sources.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";
import { NODE_SIGNATURES } from "./token_crypto.ts";

/** Told of what happens to keys, for log and metrics. */
export interface KeyEvents {
  readonly issuer?: (status: IssuerStatus) => void;
  readonly keyFile?: (status: KeyFileStatus) => void;
}

export class GatewayKeys {
  readonly services: KeyServices;
  private readonly sources: KeySources;
  private readonly stores = new Map<string, FileKeyStore>();

  /** `folder`: where relative names of key files start. */
  constructor(folder: string, events: KeyEvents = {}) {
    this.sources = new KeySources(SYSTEM_DEPS, NODE_SIGNATURES, events.issuer);
    this.services = {
      signatures: NODE_SIGNATURES,
      keySource: (wish) => this.sources.keySource(wish),
      keyStore: (name) => {
        const file = resolve(folder, name);
        let store = this.stores.get(file);
        if (store === undefined) {
          store = new FileKeyStore(file, events.keyFile);
          this.stores.set(file, store);
        }
        return store;
      },
    };
  }

  /** Fetches what is not known yet, so that the first request need not wait. Never rejects. */
  async warm(): Promise<void> {
    await this.sources.warm();
  }

  /** What is known of each issuer. */
  issuers(): readonly IssuerStatus[] {
    return this.sources.statuses();
  }

  /** What is wrong with files of API keys that were asked for. A file that is missing has no keys, which is no fault. */
  issues(): readonly Issue[] {
    return [...this.stores.values()].flatMap((store) => {
      const { file, failure } = store.status();
      if (failure === null) return [];
      return [{ severity: "error", code: "auth.key_file", message: failure, file, pointer: "", line: null, column: null }];
    });
  }

  async close(): Promise<void> {
    for (const store of this.stores.values()) store.close();
    await this.sources.close();
  }
}
