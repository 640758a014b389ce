/** Proofs that hosts are ours, shown for as long as their order is pending: tokens over HTTP (RFC 8555 section 8.3), certificates by ALPN (RFC 8737). */
import type { LocalResponse } from "../../kernel/verdict.ts";
import { ValidationServer } from "../listener/validation_server.ts";

export class Challenges {
  readonly validation: ValidationServer = new ValidationServer();
  /** By host and token. */
  private readonly tokens = new Map<string, string>();

  /** `host`: canonical. Null for tokens that are not ours. */
  readonly answerTo = (host: string, token: string): LocalResponse | null => {
    const body = this.tokens.get(`${host} ${token}`) ?? null;
    return body === null ? null : { status: 200, headers: [["content-type", "application/octet-stream"]], body };
  };

  /** Answers with the key authorization until the resource is disposed of. */
  showToken(host: string, token: string, keyAuthorization: string): Disposable {
    const key = `${host} ${token}`;
    this.tokens.set(key, keyAuthorization);
    return { [Symbol.dispose]: () => void this.tokens.delete(key) };
  }
}
