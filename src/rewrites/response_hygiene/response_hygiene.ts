/** Removes what an answer tells about the machinery behind it (OWASP API8:2023; CWE-200): product names and versions, internal addresses, debug links. */
import { z } from "zod";
import type { HeaderFields } from "../../kernel/exchange.ts";
import { type Change, NO_CHANGE } from "../../kernel/guard.ts";
import { defineRewrite, type RewriteOf } from "../define_rewrite.ts";

/** Lower case; each is sent by a well-known server or framework and needed by no caller. */
export const TELLTALE_FIELDS: readonly string[] = [
  "server",
  "via",
  "x-powered-by",
  "x-powered-cms",
  "x-aspnet-version",
  "x-aspnetmvc-version",
  "x-generator",
  "x-runtime",
  "x-version",
  "x-backend-server",
  "x-server-name",
  "x-host",
  "x-served-by",
  "x-upstream",
  "x-envoy-upstream-service-time",
  "x-envoy-decorator-operation",
  "x-kong-proxy-latency",
  "x-kong-upstream-latency",
  "x-application-context",
  "x-debug-token",
  "x-debug-token-link",
  "x-php-version",
  "x-drupal-cache",
  "x-varnish",
  "x-sourcemap",
  "sourcemap",
];

const name: z.ZodType<string> = z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]{1,64}$/u, "expected a field name in lower case");

const options: z.ZodType<{ readonly remove: readonly string[]; readonly keep: readonly string[] }> = z
  .strictObject({
    remove: z.array(name).default([]).describe("further response fields to remove"),
    keep: z.array(name).default([]).describe("response fields to leave although they are usually removed"),
  })
  .prefault({})
  .describe("response fields that tell about the machinery behind the API");

export const responseHygiene: RewriteOf<"response"> = defineRewrite({
  name: "response_hygiene",
  phase: "response",
  summary: "removes fields that tell which products run behind the API",
  options,
  always: true,
  compile: ({ remove, keep }) => {
    const unwanted = new Set([...TELLTALE_FIELDS, ...remove]);
    for (const kept of keep) unwanted.delete(kept);
    /** By the fields, which are the same value for like answers of one connection. */
    const known = new WeakMap<HeaderFields, Change>();
    const changeOf = (headers: HeaderFields): Change => {
      let found: string[] | null = null;
      for (let index = 0; index < headers.length; index++) {
        const field = headers.nameAt(index);
        if (!unwanted.has(field)) continue;
        found ??= [];
        if (!found.includes(field)) found.push(field);
      }
      return found === null ? NO_CHANGE : { set: NO_CHANGE.set, remove: found };
    };
    return {
      kind: "apply",
      apply: ({ response: { headers } }) => {
        let change = known.get(headers);
        if (change === undefined) {
          change = changeOf(headers);
          known.set(headers, change);
        }
        return change;
      },
    };
  },
});
