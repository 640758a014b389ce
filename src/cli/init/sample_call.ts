/** One call to try a new configuration with: a read that needs no parameters, and where its credential goes. */
import type { OpenApiDocument } from "../../openapi/document.ts";
import type { Operation } from "../../openapi/operation.ts";
import { toShellWord } from "../shell_word.ts";
import { type AuthDraft, isPublic, isTokenScheme } from "./draft_auth.ts";

export interface SampleCall {
  /** Path, base path included. */
  readonly path: string;
  readonly credential: "token" | "key";
  /** A curl command that makes the call at `base`; without a credential where that is null. One that starts with `$` is a variable of the shell. */
  readonly curl: (base: string, credential: string | null) => string;
}

function withCredential(text: string, credential: string): string {
  return credential.startsWith("$") ? `${toShellWord(text)}"${credential}"` : toShellWord(`${text}${credential}`);
}

/** The simplest protected read of the document, the first that can be called without parameters, or null when it has none. */
export function sampleCall(document: Pick<OpenApiDocument, "routes" | "securitySchemes">, auth: AuthDraft): SampleCall | null {
  for (const { operation, basePaths } of document.routes) {
    if (!isSimpleRead(operation) || isPublic(operation)) continue;
    const place = placeOf(operation, document, auth);
    if (place !== null) return callAt(`${basePaths[0] ?? ""}${operation.template}`, place);
  }
  return null;
}

/** Where the credential goes. */
type CredentialPlace = { readonly in: "bearer" } | { readonly in: "header" | "query" | "cookie"; readonly name: string };

function callAt(path: string, place: CredentialPlace): SampleCall {
  const curl = (base: string, credential: string | null): string => {
    const url = `${base}${path}`;
    if (credential === null) return `curl -i ${toShellWord(url)}`;
    switch (place.in) {
      case "bearer":
        return `curl -i ${toShellWord(url)} -H ${withCredential("Authorization: Bearer ", credential)}`;
      case "header":
        return `curl -i ${toShellWord(url)} -H ${withCredential(`${place.name}: `, credential)}`;
      case "cookie":
        return `curl -i ${toShellWord(url)} -b ${withCredential(`${place.name}=`, credential)}`;
      case "query":
      default:
        return `curl -i ${withCredential(`${url}?${encodeURIComponent(place.name)}=`, credential)}`;
    }
  };
  return { path, credential: place.in === "bearer" ? "token" : "key", curl };
}

function isSimpleRead({ method, template, parameters, requestBody }: Operation): boolean {
  return method === "GET" && !template.includes("{") && requestBody?.required !== true && parameters.every(({ required }) => !required);
}

const OWN_KEY: CredentialPlace = { in: "header", name: "X-API-Key" };

function placeOf(
  operation: Operation,
  { securitySchemes }: Pick<OpenApiDocument, "securitySchemes">,
  auth: AuthDraft,
): CredentialPlace | null {
  if (operation.security === null) return auth.issuer === null ? OWN_KEY : { in: "bearer" };
  for (const alternative of operation.security) {
    // Only one credential: an AND of two is no first call.
    const [name, ...others] = alternative.keys();
    if (name === undefined || others.length > 0) continue;
    if (auth.keysFor.includes(name)) return OWN_KEY;
    const scheme = securitySchemes.get(name);
    if (scheme?.type === "apiKey" && auth.keys) return { in: scheme.in, name: scheme.name };
    if (scheme !== undefined && auth.issuer !== null && isTokenScheme(scheme)) return { in: "bearer" };
  }
  return null;
}
