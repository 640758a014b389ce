/** The issuers of all APIs: one `IssuerKeys` per issuer and address of its keys, shared by every API and generation that trusts it. */
import { Agent } from "undici";
import type { Deps } from "../../kernel/deps.ts";
import type { SignatureVerifier } from "../../token/signature_verifier.ts";
import { IssuerKeys, type IssuerStatus } from "./issuer_keys.ts";
import { LOAD_TIMEOUT_MS, loadKeys } from "./load_keys.ts";

export interface KeySourceWish {
  readonly issuer: string;
  /** Where the keys are; null to ask the issuer's metadata. */
  readonly jwksUri: string | null;
  /** How long keys are used that could not be fetched again. */
  readonly usableMs: number;
}

export class KeySources {
  private readonly deps: Deps;
  private readonly signatures: SignatureVerifier;
  private readonly notify: (status: IssuerStatus) => void;
  private readonly agent = new Agent({
    connections: 2,
    connect: { timeout: LOAD_TIMEOUT_MS },
    headersTimeout: LOAD_TIMEOUT_MS,
    bodyTimeout: LOAD_TIMEOUT_MS,
    keepAliveTimeout: 1_000,
  });
  private readonly sources = new Map<string, IssuerKeys>();

  /** `notify` is told of every fetch. */
  constructor(deps: Deps, signatures: SignatureVerifier, notify: (status: IssuerStatus) => void = () => {}) {
    this.deps = deps;
    this.signatures = signatures;
    this.notify = notify;
  }

  /** The keys of that issuer, made on first use; nothing is fetched yet. */
  keySource({ issuer, jwksUri, usableMs }: KeySourceWish): IssuerKeys {
    const id = `${issuer} ${jwksUri ?? ""} ${usableMs}`;
    let source = this.sources.get(id);
    if (source === undefined) {
      const loading = {
        issuer,
        jwksUri,
        dispatcher: this.agent,
        signatures: this.signatures,
        sha256: (text: string) => this.deps.hash.sha256(text),
      };
      source = new IssuerKeys({ issuer, usableMs, clock: this.deps.clock, notify: this.notify, load: () => loadKeys(loading) });
      this.sources.set(id, source);
    }
    return source;
  }

  /** Fetches the keys of every issuer that has none yet, so that the first request need not wait. Never rejects: see `statuses`. */
  async warm(): Promise<void> {
    await Promise.all([...this.sources.values()].filter((source) => !source.status().usable).map((source) => source.refresh()));
  }

  statuses(): readonly IssuerStatus[] {
    return [...this.sources.values()].map((source) => source.status());
  }

  /** Ends open connections. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }
}
