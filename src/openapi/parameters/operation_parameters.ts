/** All parameters of an operation, judged together: each by its plan, and what nobody declared. */
import { type Cookie, MAX_COOKIES, parseCookies } from "../../codec/cookie.ts";
import { decodeQuery, type QueryPair } from "../../codec/query.ts";
import type { HeaderFields } from "../../kernel/exchange.ts";
import type { Issue } from "../../kernel/issue.ts";
import { foldHeaderName } from "../../message/identity_headers.ts";
import type { Judgement } from "../judgement.ts";
import type { Parameter } from "../operation.ts";
import { compileParameter, compilePlace, type ParameterPlan } from "./compile_parameter.ts";
import { FieldTable } from "./field_table.ts";
import { FormFields, type FormScope } from "./form_fields.ts";
import { toShownName } from "./parameter_place.ts";
import { refuseSemicolons } from "./semicolons.ts";
import { PassedQueries } from "./passed_queries.ts";
import { decodePathPiece, keepPiece } from "./text_codec.ts";

export interface ParametersScope extends FormScope {
  readonly undeclaredQuery: "refuse" | "ignore";
  /** Names in the query that the security requirement declares: API keys. */
  readonly apiKeys: ReadonlySet<string>;
}

/** Where parameters stand in a request. */
export interface ParameterSource {
  readonly query: string | null;
  readonly headers: HeaderFields;
  /** Percent-decoded text per path parameter, and the same still encoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly encodedPathParameters: Readonly<Record<string, string>>;
}

type Judge = (source: ParameterSource, judgement: Judgement) => void;

export interface CompiledParameters {
  /** One check per location in use; an empty list where nothing is declared and nothing undeclared is refused. */
  readonly checks: readonly Judge[];
  /** Lower-case names of declared header parameters, and of cookies: all others are only counted. */
  readonly headerNames: ReadonlySet<string>;
  readonly cookieNames: ReadonlySet<string>;
  readonly issues: readonly Issue[];
}

export function compileParameters(parameters: readonly Parameter[], scope: ParametersScope): CompiledParameters {
  const issues: Issue[] = [];
  const plansIn = (where: Parameter["in"]): readonly ParameterPlan[] =>
    parameters
      .filter((parameter) => parameter.in === where)
      .map((parameter) => {
        const compiled = compileParameter(parameter, scope);
        issues.push(...compiled.issues);
        return compiled.plan;
      });
  const [path, query, headers, cookies] = [plansIn("path"), plansIn("query"), plansIn("header"), plansIn("cookie")];
  const whole = parameters.find((parameter) => parameter.in === "querystring");
  const checks: Judge[] = [];
  if (path.length > 0) checks.push(compilePath(path));
  if (whole !== undefined) checks.push(compileQueryString(whole, scope, issues));
  else checks.push(compileQuery(query, scope));
  if (headers.length > 0) checks.push(compileHeaders(headers));
  if (cookies.length > 0) checks.push(compileCookies(cookies));
  return {
    checks,
    headerNames: new Set(headers.map(({ parameter }) => parameter.name.toLowerCase())),
    cookieNames: new Set(cookies.flatMap(({ names }) => names)),
    issues,
  };
}

/** Plain values are judged as the router decoded them; where a style delimits, the encoded text is split first. */
function compilePath(plans: readonly ParameterPlan[]): Judge {
  const judges = plans.map((plan): Judge => {
    const { name, style } = plan.parameter;
    const { kinds, parts } = plan.decoder;
    const plain = style === "simple" && kinds.length === 1 && kinds[0] === "scalar";
    if (!plain) return ({ encodedPathParameters }, judgement) => plan.judgeText(encodedPathParameters[name] ?? "", judgement);
    return ({ pathParameters }, judgement) => {
      const text = pathParameters[name] ?? "";
      const value =
        parts.notation === "style"
          ? parts.reader.scalar(text, parts.shape, judgement.budget)
          : plan.decoder.content(text, judgement.budget);
      plan.judge(value, judgement);
    };
  });
  return (source, judgement) => {
    for (let index = 0; index < judges.length; index += 1) judges[index]?.(source, judgement);
  };
}

const QUERY_FAULTS = {
  percent: "query.encoding",
  utf8: "query.encoding",
  ascii: "query.character",
  character: "query.character",
  count: "query.too_many",
} as const;

/** The pairs of a query, or null after saying why there are none. */
function pairsOf(query: string, judgement: Judgement): readonly QueryPair[] | null {
  judgement.budget.spend(query.length);
  const pairs = decodeQuery(query);
  if (!("refused" in pairs)) return pairs;
  const message =
    pairs.refused === "count" ? "has more parameters than the limit" : `has a malformed or forbidden character at offset ${pairs.offset}`;
  judgement.add("malformed", QUERY_FAULTS[pairs.refused], "query", message, null);
  return null;
}

const MIMICRY = "is a declared parameter in other letters or with brackets, which some servers take for it";

function compileQuery(plans: readonly ParameterPlan[], scope: ParametersScope): Judge {
  const table = new FieldTable(plans);
  const { undeclaredQuery, apiKeys } = scope;
  const passed = new PassedQueries();
  const judge = (query: string, judgement: Judgement): void => {
    const pairs = pairsOf(query, judgement);
    if (pairs === null) return;
    if (query.includes(";")) {
      const mayHold = (name: string): boolean => plans[table.ownerOf(name)]?.parameter.allowReserved === true;
      if (!refuseSemicolons(pairs, mayHold, (name) => `query:${name}`, judgement)) return;
    }
    const { groups, undeclared } = table.group(pairs);
    for (let index = 0; index < plans.length; index += 1) {
      const group = groups[index];
      if (group === undefined) plans[index]?.judgeAbsence(judgement);
      else plans[index]?.judgeFields(group, judgement);
    }
    for (const { name } of undeclared) {
      if (apiKeys.has(name)) continue;
      if (judgement.isFull) return;
      if (undeclaredQuery === "ignore") {
        if (table.resembles(name)) judgement.add("malformed", "parameter.mimicry", `query:${toShownName(name)}`, MIMICRY, null);
        continue;
      }
      judgement.add("invalid", "parameter.undeclared", `query:${toShownName(name)}`, "is not a declared query parameter", null);
    }
  };
  return ({ query }, judgement) => {
    if (query === null || query === "") {
      for (let index = 0; index < plans.length; index += 1) plans[index]?.judgeAbsence(judgement);
      return;
    }
    if (passed.has(query, judgement)) return;
    const spentBefore = judgement.budget.spent;
    judge(query, judgement);
    // INVARIANT: a query with an API key is never kept: it is a secret, and its fitting is not of the schema's making.
    if (apiKeys.size === 0) passed.keep(query, judgement, spentBefore);
  };
}

/** `in: querystring` (3.2): the whole query is one value of one media type. */
function compileQueryString(parameter: Parameter, scope: ParametersScope, issues: Issue[]): Judge {
  const { content } = parameter;
  if (content?.range === "application/x-www-form-urlencoded") {
    const { plan, shape } = compilePlace(content.schema, scope, issues);
    const form = new FormFields(shape, content.encoding, { ...scope, undeclaredFields: scope.undeclaredQuery }, parameter.place);
    const placeOf = (name: string): string => `query:${name}`;
    return ({ query }, judgement) => {
      if (query === null && !parameter.required) return;
      const pairs = pairsOf(query ?? "", judgement);
      if (pairs === null) return;
      // Why here too: of an API key in the query the form knows nothing.
      if (!refuseSemicolons(pairs, (name) => content.encoding.get(name)?.allowReserved === true, placeOf, judgement)) return;
      const value = form.read(
        pairs.filter(({ name }) => !scope.apiKeys.has(name)),
        judgement,
        placeOf,
      );
      if (plan === null || judgement.worst !== "noted") return;
      judgement.addErrors(plan.validate(value, { budget: judgement.budget, direction: "request" }), (pointer) => `query:${pointer}`);
    };
  }
  const compiled = compileParameter(parameter, scope);
  issues.push(...compiled.issues);
  return ({ query }, judgement) => {
    if (query === null || query === "") compiled.plan.judgeAbsence(judgement);
    else compiled.plan.judgeText(query, judgement);
  };
}

function compileHeaders(plans: readonly ParameterPlan[]): Judge {
  const named = plans.map((plan) => ({ plan, name: plan.parameter.name.toLowerCase() }));
  const declared = new Set(named.map(({ name }) => name));
  const byFolded = new Map(named.map(({ plan, name }) => [foldHeaderName(name), plan] as const));
  return ({ headers }, judgement) => {
    for (const { plan, name } of named) {
      if (headers.has(name)) plan.judgeHeaders(headers.getAll(name), judgement);
      else plan.judgeAbsence(judgement);
    }
    for (let index = 0; index < headers.length; index += 1) {
      const name = headers.nameAt(index);
      const meant = byFolded.get(foldHeaderName(name));
      if (meant === undefined || declared.has(name)) continue;
      // Attack: `X_Tenant` beside or instead of a declared `X-Tenant` is one field with it to CGI and WSGI, and would not have been judged.
      judgement.add(
        "malformed",
        "parameter.mimicry",
        meant.place,
        "is written with other characters for its hyphens, which some servers read as the same field",
        meant.parameter.place,
      );
    }
  };
}

function compileCookies(plans: readonly ParameterPlan[]): Judge {
  const table = new FieldTable(plans);
  return ({ headers }, judgement) => {
    const groups: (QueryPair[] | null | undefined)[] = [];
    for (const { name, value } of cookiesOf(headers, judgement) ?? []) {
      const owner = table.ownerOf(name);
      const plan = plans[owner];
      if (plan === undefined || groups[owner] === null) continue;
      const pairs = pairsIn(name, value, plan);
      if (pairs === null) {
        judgement.add(
          "malformed",
          "parameter.encoding",
          `cookie:${toShownName(name)}`,
          "is not well-formed percent-encoded UTF-8",
          plan.parameter.place,
        );
        groups[owner] = null;
      } else groups[owner] = [...(groups[owner] ?? []), ...pairs];
    }
    for (let index = 0; index < plans.length; index += 1) {
      const group = groups[index];
      if (group === undefined) plans[index]?.judgeAbsence(judgement);
      else if (group !== null) plans[index]?.judgeFields(group, judgement);
    }
  };
}

/** Cookies of all Cookie fields; null after saying why they can't be read. Only asked for where a cookie is declared. */
function cookiesOf(headers: HeaderFields, judgement: Judgement): readonly Cookie[] | null {
  const all: Cookie[] = [];
  for (const field of headers.getAll("cookie")) {
    judgement.budget.spend(field.length);
    const cookies = parseCookies(field);
    if ("refused" in cookies) {
      judgement.add("malformed", "cookie.malformed", "header:cookie", `can be read in more than one way at offset ${cookies.offset}`, null);
      return null;
    }
    all.push(...cookies);
    if (all.length > MAX_COOKIES) {
      judgement.add("malformed", "cookie.too_many", "header:cookie", "has more cookies than the limit", null);
      return null;
    }
  }
  return all;
}

/** A cookie as fields: style `form`, exploded, writes its parts in one cookie with `&` between them, as in a query. */
function pairsIn(name: string, value: string, { decoder, parameter }: ParameterPlan): readonly QueryPair[] | null {
  const decode = parameter.style === "cookie" ? keepPiece : decodePathPiece;
  const spread = parameter.style === "form" && (decoder.spreads === "repeated" || decoder.spreads === "properties");
  const pairs: QueryPair[] = [];
  for (const piece of spread ? `${name}=${value}`.split("&") : [`${name}=${value}`]) {
    const equals = piece.indexOf("=");
    const rawName = equals < 0 ? piece : piece.slice(0, equals);
    const rawValue = equals < 0 ? null : piece.slice(equals + 1);
    const decoded = decode(rawValue ?? "");
    if (decoded === null) return null;
    pairs.push({ name: rawName, value: decoded, rawName, rawValue });
  }
  return pairs;
}
