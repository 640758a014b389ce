/** A second token in a form (RFC 6750 section 2.2): clients must not send one beside `Authorization`, and an upstream might believe it instead. */
import type { Buffered } from "../../kernel/exchange.ts";
import type { Check } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import type { Operation } from "../../openapi/operation.ts";
import { bearerChallenge } from "../challenge.ts";
import { queryValues } from "../query_values.ts";

const FORM = "application/x-www-form-urlencoded";
const RANGES: ReadonlySet<string> = new Set([FORM, "application/*", "*/*"]);
const decoder = new TextDecoder("latin1");

/** The check for an operation that takes forms; null for any other. Needs the whole body. */
export function compileFormTokenCheck(operation: Operation): Check<"body"> | null {
  const takesForms = operation.requestBody?.content.some((media) => RANGES.has(media.range)) === true;
  return takesForms ? checkFormToken : null;
}

function checkFormToken(exchange: Buffered): Verdict {
  const { body, headers, budget } = exchange;
  if (body.kind !== "buffered" || !headers.has("authorization") || !headers.getAll("content-type").some(isForm)) return PASS;
  budget.spend(body.bytes.length);
  if (queryValues(decoder.decode(body.bytes), "access_token").length === 0) return PASS;
  const reason = { error: "invalid_request", description: "send one access token, in the Authorization header only" } as const;
  return deny(
    problem(400, "invalid_credential_request", "Send one credential, where it belongs", {
      headers: [["www-authenticate", bearerChallenge(exchange.api, reason, [])]],
    }),
    {
      code: "bearer.malformed",
      place: "body:/access_token",
      message: "a token stands in the form beside `Authorization`",
      rule: "RFC 6750 section 2",
    },
  );
}

/** Whether a `Content-Type` is of a form, whatever its parameters. */
function isForm(contentType: string): boolean {
  const semicolon = contentType.indexOf(";");
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase() === FORM;
}
