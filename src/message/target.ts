/** The request-target (RFC 9112 section 3.2): which of the four forms it is, and the raw path and query in it. Never re-interpreted by a URL library. */
import type { CanonicalHost } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";
import { effectivePort, parseHost } from "./host.ts";

/** `resource`: what origin-form or absolute-form names, the path starting with `/`. `asterisk`: `OPTIONS *`, about the server as a whole. */
export type RequestTarget =
  | { readonly kind: "resource"; readonly path: string; readonly query: string | null }
  | { readonly kind: "asterisk" };

/** `form`: no form this method may have. `character`: a byte no target has. `fragment`: a raw `#`. The rest: absolute-form against connection and Host. */
export type TargetFault =
  | "target_form"
  | "target_character"
  | "target_fragment"
  | "target_scheme_mismatch"
  | "target_host_invalid"
  | "target_host_mismatch";

const FAULTS: Readonly<Record<TargetFault, string>> = {
  target_form: "the request-target is neither a path starting with `/`, nor an http or https URL, nor `*` with OPTIONS",
  target_character: "the request-target has a byte that is not visible ASCII",
  target_fragment: "the request-target has a fragment, which is never sent to a server",
  target_scheme_mismatch: "the scheme of the request-target is not that of the connection",
  target_host_invalid: "the authority of the request-target is not a valid host",
  target_host_mismatch: "the authority of the request-target is not the one in the Host field",
};

function refuse(code: TargetFault): Refusal {
  return {
    problem: problem(400, code, "Invalid request target", { close: true }),
    findings: [{ code: code.replace("_", "."), place: "framing", message: FAULTS[code], rule: "RFC 9112 section 3.2" }],
  };
}

const QUESTION = 0x3f;
const HASH = 0x23;

/** The fault of the first byte that no target may have, or null. */
function characterFault(target: string): TargetFault | null {
  for (let at = 0; at < target.length; at += 1) {
    const code = target.charCodeAt(at);
    if (code === HASH) return "target_fragment";
    if (code <= 0x20 || code >= 0x7f) return "target_character";
  }
  return null;
}

function resourceAt(target: string, from: number): RequestTarget {
  const mark = target.indexOf("?", from);
  if (mark < 0) return { kind: "resource", path: from === target.length ? "/" : target.slice(from), query: null };
  return { kind: "resource", path: mark === from ? "/" : target.slice(from, mark), query: target.slice(mark + 1) };
}

/** Length of `http://` or `https://` at the start, the scheme in any case; 0 where neither stands there. */
function schemeLength(target: string): number {
  const lower = target.slice(0, 8).toLowerCase();
  return lower.startsWith("http://") ? 7 : lower === "https://" ? 8 : 0;
}

/**
 * Takes a target apart. `scheme` is that of the connection, `host` what the Host field said. Refused with 400 and the connection closed: authority-form and
 * `CONNECT`, `*` with anything but OPTIONS, absolute-form of another scheme, or whose authority is not exactly the Host (a default port may be written or not).
 * The path is raw; `canonicalPath` judges it.
 */
export function parseTarget(target: string, method: string, scheme: "http" | "https", host: CanonicalHost): RequestTarget | Refusal {
  const fault = characterFault(target);
  if (fault !== null) return refuse(fault);
  if (method === "CONNECT") return refuse("target_form");
  if (target.startsWith("/")) return resourceAt(target, 0);
  if (target === "*") return method === "OPTIONS" ? { kind: "asterisk" } : refuse("target_form");
  const from = schemeLength(target);
  if (from === 0) return refuse("target_form");
  if ((from === 8 ? "https" : "http") !== scheme) return refuse("target_scheme_mismatch");
  let end = from;
  while (end < target.length && target.charCodeAt(end) !== 0x2f && target.charCodeAt(end) !== QUESTION) end += 1;
  const authority = parseHost(target.slice(from, end));
  if ("problem" in authority) return refuse("target_host_invalid");
  if (authority.name !== host.name || effectivePort(authority, scheme) !== effectivePort(host, scheme))
    return refuse("target_host_mismatch");
  // RFC 9112 section 3.2.4: an OPTIONS with an empty path and no query is about the server.
  if (end === target.length && method === "OPTIONS") return { kind: "asterisk" };
  return resourceAt(target, end);
}
