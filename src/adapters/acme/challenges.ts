/** Proofs that hosts are ours, shown for as long as their order is pending: tokens over HTTP (RFC 8555 section 8.3), certificates by ALPN (RFC 8737). */
import type { LocalResponse } from "../../kernel/verdict.ts";
import { ValidationServer } from "../listener/validation_server.ts";

/** Proofs that are shown at present. */
export interface ShownChallenges {
  /** Host and token, and what is answered. */
  readonly tokens: readonly (readonly [hostAndToken: string, keyAuthorization: string])[];
  /** Host, certificate and key, in PEM. */
  readonly certificates: readonly (readonly [host: string, cert: string, key: string])[];
}

export class Challenges {
  readonly validation: ValidationServer = new ValidationServer();
  private readonly spread: (shown: ShownChallenges) => Promise<void>;
  private readonly certificates = new Map<string, readonly [cert: string, key: string]>();
  /** By host and token. */
  private readonly tokens = new Map<string, string>();

  /** `spread`: given what is shown whenever that changes, for processes that serve; resolves when they show it. */
  constructor(spread: (shown: ShownChallenges) => Promise<void> = async () => {}) {
    this.spread = spread;
  }

  /** `host`: canonical. Null for tokens that are not ours. */
  readonly answerTo = (host: string, token: string): LocalResponse | null => {
    const body = this.tokens.get(`${host} ${token}`) ?? null;
    return body === null ? null : { status: 200, headers: [["content-type", "application/octet-stream"]], body };
  };

  /** Answers with the key authorization until the resource is disposed of. */
  showToken(host: string, token: string, keyAuthorization: string): Disposable {
    const key = `${host} ${token}`;
    this.tokens.set(key, keyAuthorization);
    return {
      [Symbol.dispose]: () => {
        this.tokens.delete(key);
        void this.ready();
      },
    };
  }

  /** Shows the certificate on ALPN `acme-tls/1` until the resource is disposed of. */
  showCertificate(host: string, certificate: { readonly cert: string; readonly key: string }): Disposable {
    const shown = this.validation.show(host, certificate);
    this.certificates.set(host, [certificate.cert, certificate.key]);
    return {
      [Symbol.dispose]: () => {
        shown[Symbol.dispose]();
        this.certificates.delete(host);
        void this.ready();
      },
    };
  }

  /** What is shown now. */
  shown(): ShownChallenges {
    return { tokens: [...this.tokens], certificates: [...this.certificates].map(([host, [cert, key]]) => [host, cert, key]) };
  }

  /** Resolves when every process that serves shows what is shown: before the authority is asked to look. */
  async ready(): Promise<void> {
    await this.spread(this.shown());
  }

  /** From here on these are shown, as another process says. */
  take({ tokens, certificates }: ShownChallenges): void {
    this.tokens.clear();
    for (const [key, keyAuthorization] of tokens) this.tokens.set(key, keyAuthorization);
    this.validation.replace(certificates.map(([host, cert, key]) => [host, { cert, key }]));
  }
}
