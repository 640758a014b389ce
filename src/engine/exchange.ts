/**
 * The living exchange: the one object behind every view of `kernel/exchange.ts`. Guards see it as the type of their phase, so what is not known yet can't be
 * named; here the later fields hold stand-ins until they are known.
 */
import { isToken } from "../codec/field_syntax.ts";
import type { WorkBudget } from "../kernel/budget.ts";
import {
  type Answered,
  type BodyFraming,
  type BodyView,
  type CanonicalHost,
  type CanonicalPath,
  type Client,
  type Effects,
  NO_BODY,
  type OperationView,
  type Received,
} from "../kernel/exchange.ts";
import { isFieldValue } from "../message/byte_class.ts";
import type { Fields } from "../message/headers.ts";
import { isTighter, type LimitStanding, toLimitFields } from "../kernel/limit_standing.ts";
import { ANONYMOUS, type Principal } from "../kernel/principal.ts";
import type { Outcome } from "../kernel/record.ts";
import { readEncoded, type Route } from "../openapi/route.ts";
import type { Trail } from "../kernel/trail.ts";

/** Names that guards set, found good before: a few, written in their code. */
const goodNames = new Set<string>();
const MAX_GOOD_NAMES = 256;

function isFieldName(name: string): boolean {
  if (goodNames.has(name)) return true;
  const good = isToken(name) && name === name.toLowerCase();
  if (good && goodNames.size < MAX_GOOD_NAMES) goodNames.add(name);
  return good;
}

const UNROUTED: OperationView = Object.freeze({ id: "", method: "", template: "", tags: Object.freeze([]) });
const NO_PARAMETERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));
const NO_FAILURES: readonly unknown[] = Object.freeze([]);

/** What reading the head gave. */
export interface Head extends Omit<Received, "headers" | "budget" | "signal" | "effects"> {
  readonly headers: Fields;
}

/** The route that matched and the path it matched: without the prefix where that is stripped. */
export interface MatchedPath {
  readonly route: Route;
  readonly path: CanonicalPath;
}

export class LiveExchange implements Answered, Effects {
  readonly id: string;
  readonly receivedAtMs: number;
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly host: CanonicalHost;
  readonly path: CanonicalPath;
  readonly query: string | null;
  /** As received; as rewritten from the `body` phase on. */
  headers: Fields;
  readonly framing: BodyFraming;
  readonly client: Client;
  readonly budget: WorkBudget;
  readonly trail: Trail;
  api = "";
  operation: OperationView = UNROUTED;
  pathParameters: Readonly<Record<string, string>> = NO_PARAMETERS;
  /** Set with `pathParameters` where a template matched. */
  matched: MatchedPath | null = null;
  principal: Principal = ANONYMOUS;
  body: BodyView = NO_BODY;
  response: Answered["response"];
  /** Fields that guards set; a few at most, so a list beats a map. */
  private readonly fields: [name: string, value: string][] = [];
  private standing: LimitStanding | null = null;
  private readonly endings: ((outcome: Outcome) => void)[] = [];
  private controller: AbortController | null = null;
  private aborted = false;
  private readonly head: Head;

  constructor(head: Head, budget: WorkBudget, trail: Trail) {
    this.head = head;
    this.id = head.id;
    this.receivedAtMs = head.receivedAtMs;
    this.method = head.method;
    this.scheme = head.scheme;
    this.host = head.host;
    this.path = head.path;
    this.query = head.query;
    this.headers = head.headers;
    this.framing = head.framing;
    this.client = head.client;
    this.budget = budget;
    this.trail = trail;
    this.response = { status: 0, headers: head.headers, body: NO_BODY };
  }

  /** The same request with nothing learnt yet, to be judged again; what its guards find goes to `trail`. */
  again(budget: WorkBudget, trail: Trail): LiveExchange {
    return new LiveExchange(this.head, budget, trail);
  }

  /** Made when first asked for: most exchanges have no guard that waits. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.aborted) this.controller.abort();
    return this.controller.signal;
  }

  get encodedPathParameters(): Readonly<Record<string, string>> {
    return this.matched === null ? NO_PARAMETERS : readEncoded(this.matched.route, this.matched.path);
  }

  get effects(): Effects {
    return this;
  }

  onEnd(callback: (outcome: Outcome) => void): void {
    this.endings.push(callback);
  }

  /** Throws for what can't stand in a field, here where its author is asked, so that the guard fails and not the answer. */
  setResponseHeader(name: string, value: string): void {
    if (!isFieldName(name) || !isFieldValue(value)) throw new TypeError(`\`${name}\` or its value is no field`);
    for (const field of this.fields) {
      if (field[0] === name) {
        field[1] = value;
        return;
      }
    }
    this.fields.push([name, value]);
  }

  tellLimit(standing: LimitStanding): void {
    if (this.standing === null || isTighter(standing.decision, this.standing.decision)) this.standing = standing;
  }

  /** Fields for whatever answer leaves, as guards asked for them. */
  answerFields(): readonly (readonly [name: string, value: string])[] {
    const { standing } = this;
    if (standing !== null) {
      this.standing = null;
      for (const [name, value] of toLimitFields(standing)) this.setResponseHeader(name, value);
    }
    return this.fields;
  }

  abort(): void {
    this.aborted = true;
    this.controller?.abort();
  }

  /** Runs what guards asked for at the end. One that throws does not keep the others from running; what was thrown is returned. */
  runEndings(outcome: Outcome): readonly unknown[] {
    let failures = NO_FAILURES;
    for (const ending of this.endings) {
      try {
        ending(outcome);
      } catch (error) {
        failures = [...failures, error];
      }
    }
    this.endings.length = 0;
    return failures;
  }
}
