/**
 * Where the demo's authorization server keeps codes, sessions, grants and tokens: in memory, shared by the providers before and after a key rotation, so that
 * a refresh token outlives the key that signed its first access token.
 */
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

const MAX_ENTRIES = 20_000;

/** A store for every model of one authorization server. At `MAX_ENTRIES` what is oldest goes first. */
export class MemoryStore {
  private readonly entries = new Map<string, Entry>();

  find(key: string): AdapterPayload | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAtMs > Date.now()) return entry.payload;
    this.entries.delete(key);
    return undefined;
  }

  put(key: string, payload: AdapterPayload, expiresInS: number | undefined): void {
    this.entries.delete(key);
    this.entries.set(key, { payload, expiresAtMs: expiresInS === undefined ? Infinity : Date.now() + expiresInS * 1000 });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= MAX_ENTRIES) break;
      this.entries.delete(oldest);
    }
  }

  remove(key: string): void {
    this.entries.delete(key);
  }

  /** The first payload of that model that satisfies `test`; a walk over everything, which a demo can afford. */
  search(model: string, test: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const key of this.entries.keys()) {
      if (!key.startsWith(`${model}:`)) continue;
      const payload = this.find(key);
      if (payload !== undefined && test(payload)) return payload;
    }
    return undefined;
  }

  removeGrant(grantId: string): void {
    for (const [key, entry] of this.entries) {
      if (entry.payload.grantId === grantId) this.entries.delete(key);
    }
  }

  /** What oidc-provider takes as `adapter`. */
  adapter(): AdapterFactory {
    return (model) => this.adapterOf(model);
  }

  private adapterOf(model: string): Adapter {
    const keyOf = (id: string): string => `${model}:${id}`;
    return {
      find: async (id) => this.find(keyOf(id)),
      findByUid: async (uid) => this.search(model, (payload) => payload.uid === uid),
      findByUserCode: async (userCode) => this.search(model, (payload) => payload.userCode === userCode),
      upsert: async (id, payload, expiresInS) => this.put(keyOf(id), payload, expiresInS),
      destroy: async (id) => this.remove(keyOf(id)),
      consume: async (id) => {
        const payload = this.find(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      revokeByGrantId: async (grantId) => this.removeGrant(grantId),
    };
  }
}
