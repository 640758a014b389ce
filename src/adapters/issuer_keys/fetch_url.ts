/** Which addresses may be asked for metadata and keys: whoever can change the answer on its way can sign tokens. */
import { isLoopbackHost } from "../../token/issuer_url.ts";

/**
 * The URL, or one lower-case sentence that says why it is not asked. https always; http only on loopback and never when an https address led there
 * (`from`), because a redirect or a `jwks_uri` must not lead from a safe place to a lesser one.
 */
export function checkFetchUrl(text: string, from: URL | null): URL | string {
  const url = URL.parse(text, from?.href);
  if (url === null) return "the address is no URL";
  if (url.username !== "" || url.password !== "") return "the address holds a user name or password";
  if (url.protocol === "https:") return url;
  if (url.protocol !== "http:" || !isLoopbackHost(url.hostname)) return "the address is not https; http is allowed on loopback only";
  return from?.protocol === "https:" ? "an https address leads to http" : url;
}
