/**
 * URI references (RFC 3986 section 5.2) between the files of a description. Not WHATWG `URL`: nothing is re-interpreted, and a base may be a plain relative
 * path such as `./api/openapi.yaml`, whose leading `..` segments are kept.
 */

export interface UriParts {
  readonly scheme: string | null;
  readonly authority: string | null;
  readonly path: string;
  readonly query: string | null;
  readonly fragment: string | null;
}

/** Scheme of RFC 3986 section 3.1 at the start of `text`, lower case, or null. One letter is taken for a drive, not for a scheme. */
function schemeOf(text: string): string | null {
  const colon = text.indexOf(":");
  return colon > 1 && /^[A-Za-z][A-Za-z0-9+.-]*$/u.test(text.slice(0, colon)) ? text.slice(0, colon).toLowerCase() : null;
}

/** Takes any text apart (RFC 3986 appendix B); never fails. */
export function splitUri(text: string): UriParts {
  const hash = text.indexOf("#");
  const fragment = hash === -1 ? null : text.slice(hash + 1);
  let rest = hash === -1 ? text : text.slice(0, hash);
  const mark = rest.indexOf("?");
  const query = mark === -1 ? null : rest.slice(mark + 1);
  if (mark !== -1) rest = rest.slice(0, mark);
  const scheme = schemeOf(rest);
  if (scheme !== null) rest = rest.slice(scheme.length + 1);
  if (!rest.startsWith("//")) return { scheme, authority: null, path: rest, query, fragment };
  const slash = rest.indexOf("/", 2);
  return {
    scheme,
    authority: rest.slice(2, slash === -1 ? undefined : slash),
    path: slash === -1 ? "" : rest.slice(slash),
    query,
    fragment,
  };
}

/** Puts parts together (RFC 3986 section 5.3). */
export function joinUri({ scheme, authority, path, query, fragment }: UriParts): string {
  return `${scheme === null ? "" : `${scheme}:`}${authority === null ? "" : `//${authority}`}${path}${query === null ? "" : `?${query}`}${fragment === null ? "" : `#${fragment}`}`;
}

/** RFC 3986 section 5.2.4; in a relative path a `..` that leads above the start stays. */
function removeDotSegments(path: string): string {
  const absolute = path.startsWith("/");
  const kept: string[] = [];
  const segments = (absolute ? path.slice(1) : path).split("/");
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === ".") {
      if (last) kept.push("");
    } else if (segment !== "..") {
      kept.push(segment);
    } else {
      if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
      else if (!absolute) kept.push("..");
      if (last) kept.push("");
    }
  }
  return `${absolute ? "/" : ""}${kept.join("/")}`;
}

function mergePaths(base: UriParts, path: string): string {
  if (base.authority !== null && base.path === "") return `/${path}`;
  return base.path.slice(0, base.path.lastIndexOf("/") + 1) + path;
}

/** `reference` seen from `base`, dot segments removed, fragment kept. */
export function resolveUri(reference: string, base: string): string {
  const ref = splitUri(reference);
  if (ref.scheme !== null) return joinUri({ ...ref, path: removeDotSegments(ref.path) });
  const from = splitUri(base);
  if (ref.authority !== null) return joinUri({ ...ref, scheme: from.scheme, path: removeDotSegments(ref.path) });
  const { scheme, authority } = from;
  const { fragment } = ref;
  if (ref.path === "") return joinUri({ scheme, authority, path: from.path, query: ref.query ?? from.query, fragment });
  const path = removeDotSegments(ref.path.startsWith("/") ? ref.path : mergePaths(from, ref.path));
  return joinUri({ scheme, authority, path, query: ref.query, fragment });
}

/** `uri` in two: the file and the fragment, which is percent-decoded; null for a fragment that does not decode. */
export function splitFragment(uri: string): { readonly file: string; readonly fragment: string | null } {
  const hash = uri.indexOf("#");
  if (hash === -1) return { file: uri, fragment: "" };
  const raw = uri.slice(hash + 1);
  if (!raw.includes("%")) return { file: uri.slice(0, hash), fragment: raw };
  try {
    return { file: uri.slice(0, hash), fragment: decodeURIComponent(raw) };
  } catch {
    return { file: uri.slice(0, hash), fragment: null };
  }
}

/** Whether `reference` stays with the file that holds it: no scheme, authority or absolute path. */
export function isRelativeReference(reference: string): boolean {
  const { scheme, authority, path } = splitUri(reference);
  return scheme === null && authority === null && !path.startsWith("/") && !path.startsWith("\\");
}

/**
 * Whether `uri` lies under one of the allowed prefixes. A prefix ends at a boundary: `https://a.example` does not allow `https://a.example.net`. Encoded dots
 * and backslashes are never allowed, since a fetcher may take them for dot segments and leave the prefix.
 */
export function isUnderPrefix(uri: string, prefixes: readonly string[]): boolean {
  const lower = uri.toLowerCase();
  if (lower.includes("\\") || lower.includes("%2e") || lower.includes("@")) return false;
  return prefixes.some((prefix) => {
    if (prefix === "" || !uri.startsWith(prefix)) return false;
    const next = uri.charAt(prefix.length);
    return prefix.endsWith("/") || next === "" || next === "/" || next === "?" || next === "#";
  });
}
