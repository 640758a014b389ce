/** The rewrites of each phase in the order in which their changes are made: first what removes, then what the operator says, then what is added if missing. */
import type { AnyRewrite } from "./define_rewrite.ts";
import { requestHeaderRules, responseHeaderRules } from "./header_rules/header_rules.ts";
import { responseHygiene } from "./response_hygiene/response_hygiene.ts";
import { securityHeaders } from "./security_headers/security_headers.ts";
import { upstreamCors } from "./upstream_cors/upstream_cors.ts";

export const REWRITES: readonly AnyRewrite[] = [
  requestHeaderRules,

  responseHygiene,
  upstreamCors,
  securityHeaders,
  // Why last: each rewrite sees the upstream's own fields, and of two changes of one field the later holds. The operator's word is the last.
  responseHeaderRules,
];
