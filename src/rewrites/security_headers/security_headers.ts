/** Fields that tell browsers to be strict with an API's answers (OWASP REST Security Cheat Sheet; OWASP API8:2023). What the upstream says itself stays. */
import { z } from "zod";
import type { Answered } from "../../kernel/exchange.ts";
import { type Change, NO_CHANGE } from "../../kernel/guard.ts";
import { defineRewrite, type RewriteOf } from "../define_rewrite.ts";

interface SecurityHeader {
  readonly name: string;
  /** Key in the options. */
  readonly key: string;
  readonly usual: string;
  readonly about: string;
  readonly applies: (exchange: Answered) => boolean;
}

const everywhere = (): boolean => true;

const HEADERS: readonly SecurityHeader[] = [
  {
    name: "strict-transport-security",
    key: "strict_transport_security",
    usual: "max-age=31536000; includeSubDomains",
    about: "keeps browsers on https; sent over https only (RFC 6797)",
    applies: (exchange) => exchange.scheme === "https",
  },
  {
    name: "content-security-policy",
    key: "content_security_policy",
    usual: "default-src 'none'; frame-ancestors 'none'",
    about: "of answers that are not HTML",
    // Why: the policy of an API's data would break an HTML page that the upstream serves, such as its documentation.
    applies: (exchange) => !isHtml(exchange),
  },
  {
    name: "x-content-type-options",
    key: "x_content_type_options",
    usual: "nosniff",
    about: "keeps browsers from guessing media types",
    applies: everywhere,
  },
  {
    name: "x-frame-options",
    key: "x_frame_options",
    usual: "DENY",
    about: "for browsers that do not know frame-ancestors",
    applies: everywhere,
  },
  {
    name: "referrer-policy",
    key: "referrer_policy",
    usual: "no-referrer",
    about: "keeps URLs of the API out of Referer",
    applies: everywhere,
  },
  {
    name: "cache-control",
    key: "cache_control",
    usual: "no-store",
    about: "of answers to authenticated callers",
    applies: (exchange) => exchange.principal.kind === "authenticated",
  },
];

const VALUE = /^[!-~](?:[ -~]{0,1000}[!-~])?$/u;

const options: z.ZodType<Readonly<Record<string, string | false>>> = z
  .strictObject(
    Object.fromEntries(
      HEADERS.map(({ name, key, usual, about }) => [
        key,
        z
          .union([z.literal(false), z.string().regex(VALUE, "expected visible ASCII text, or false for none")])
          .default(usual)
          .describe(`\`${name}\`: ${about}; false for none`),
      ]),
    ),
  )
  .prefault({})
  .describe("response fields added where the upstream sends none of that name");

/** Sets each field that the upstream's answer lacks and that applies to it. Runs without being configured: an API that needs another value says so. */
export const securityHeaders: RewriteOf<"response"> = defineRewrite({
  name: "security_headers",
  phase: "response",
  summary: "adds the fields that make browsers strict with an API's answers",
  options,
  always: true,
  compile: (values) => {
    const fields = HEADERS.flatMap(({ name, key, applies }) => {
      const value = values[key];
      return typeof value === "string" ? [{ field: [name, value] as const, applies }] : [];
    });
    /** By which of the fields are set, a bit each: like answers get the same value. */
    const changes = new Map<number, Change>([[0, NO_CHANGE]]);
    return {
      kind: "apply",
      apply: (exchange) => {
        let which = 0;
        let bit = 1;
        for (const { field, applies } of fields) {
          if (!exchange.response.headers.has(field[0]) && applies(exchange)) which |= bit;
          bit <<= 1;
        }
        let change = changes.get(which);
        if (change === undefined) {
          change = { set: fields.flatMap(({ field }, index) => ((which & (1 << index)) === 0 ? [] : [field])), remove: NO_CHANGE.remove };
          changes.set(which, change);
        }
        return change;
      },
    };
  },
});

function isHtml({ response }: Answered): boolean {
  const type = response.headers.get("content-type");
  return type !== undefined && type.slice(0, 9).toLowerCase() === "text/html";
}
