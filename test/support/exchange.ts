/** Exchanges for tests of guards and rewrites: plain values, and effects that remember what was asked for. */
import { DEFAULT_BUDGET_STEPS, WorkBudget } from "../../src/kernel/budget.ts";
import type { Answered, BodyFraming, BodyView, Effects, HeaderFields } from "../../src/kernel/exchange.ts";
import { isTighter, type LimitStanding, toLimitFields } from "../../src/kernel/limit_standing.ts";
import { ANONYMOUS, type Credential, type Principal } from "../../src/kernel/principal.ts";
import type { Outcome } from "../../src/kernel/record.ts";
import type { Operation } from "../../src/openapi/operation.ts";

export type Fields = readonly (readonly [name: string, value: string])[];

export function headerFields(fields: Fields): HeaderFields {
  const at = (index: number): readonly [string, string] => {
    const field = fields[index];
    if (field === undefined) throw new RangeError("no such field");
    return field;
  };
  return {
    length: fields.length,
    nameAt: (index) => at(index)[0],
    valueAt: (index) => at(index)[1],
    get: (name) => fields.find((field) => field[0] === name)?.[1],
    getAll: (name) => fields.filter((field) => field[0] === name).map((field) => field[1]),
    has: (name) => fields.some((field) => field[0] === name),
  };
}

/** Effects that can be looked at; `end` plays the end of the exchange. */
export class TestEffects implements Effects {
  readonly headers: Map<string, string> = new Map();
  private standing: LimitStanding | null = null;
  private readonly endings: ((outcome: Outcome) => void)[] = [];

  onEnd(callback: (outcome: Outcome) => void): void {
    this.endings.push(callback);
  }

  setResponseHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  tellLimit(standing: LimitStanding): void {
    if (this.standing !== null && !isTighter(standing.decision, this.standing.decision)) return;
    this.standing = standing;
    for (const [name, value] of toLimitFields(standing)) this.headers.set(name, value);
  }

  end(outcome: Outcome): void {
    for (const ending of this.endings.splice(0)) ending(outcome);
  }
}

export interface ExchangeSketch {
  readonly method?: string;
  readonly scheme?: "http" | "https";
  readonly host?: string;
  readonly segments?: readonly string[];
  readonly query?: string | null;
  readonly headers?: Fields;
  readonly framing?: BodyFraming;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly encodedPathParameters?: Readonly<Record<string, string>>;
  readonly body?: BodyView;
  readonly address?: string;
  readonly api?: string;
  readonly operation?: Operation;
  readonly principal?: Principal;
  readonly status?: number;
  readonly responseHeaders?: Fields;
}

export type TestExchange = Answered & { readonly effects: TestEffects };

/** An exchange that knows everything, so that it stands for one of any phase. */
export function exchange(sketch: ExchangeSketch = {}): TestExchange {
  const segments = sketch.segments ?? ["orders"];
  const path = `/${segments.map(encodeURIComponent).join("/")}`;
  const address = sketch.address ?? "192.0.2.1";
  return {
    id: "01890a5d-ac96-774b-bcce-b302099a8057",
    receivedAtMs: 1_000_000,
    method: sketch.method ?? "GET",
    scheme: sketch.scheme ?? "https",
    host: { name: sketch.host ?? "api.example", port: null },
    path: { raw: path, segments, forwarded: path, needs: new Set() },
    query: sketch.query ?? null,
    headers: headerFields(sketch.headers ?? []),
    framing: sketch.framing ?? { kind: "none" },
    client: { address, peerAddress: address, peerPort: 40_000, viaProxy: false, tls: null },
    budget: new WorkBudget(DEFAULT_BUDGET_STEPS),
    signal: new AbortController().signal,
    effects: new TestEffects(),
    api: sketch.api ?? "shop",
    operation: sketch.operation ?? operation(),
    pathParameters: sketch.pathParameters ?? {},
    encodedPathParameters: sketch.encodedPathParameters ?? sketch.pathParameters ?? {},
    principal: sketch.principal ?? ANONYMOUS,
    body: sketch.body ?? { kind: "none" },
    response: { status: sketch.status ?? 200, headers: headerFields(sketch.responseHeaders ?? []), body: { kind: "none" } },
  };
}

/** `GET /orders` with nothing special, changed where a test needs it. */
export function operation(changes: Partial<Operation> = {}): Operation {
  return {
    id: "listOrders",
    method: "GET",
    template: "/orders",
    tags: [],
    documented: true,
    parameters: [],
    requestBody: null,
    responses: [],
    security: null,
    deprecated: false,
    extensions: {},
    place: { uri: "shop.yaml", pointer: "/paths/~1orders/get" },
    ...changes,
  };
}

/** A caller proven by one credential. */
export function principal(subject: string, changes: Partial<Credential> = {}): Principal {
  const credential: Credential = {
    kind: "jwt",
    subject,
    issuer: "https://idp.example",
    client: "web",
    scopes: new Set(),
    claims: {},
    expiresAtS: null,
    id: null,
    ...changes,
  };
  return {
    kind: "authenticated",
    id: `${credential.issuer}|${subject}`,
    subject,
    issuer: credential.issuer,
    client: credential.client,
    scopes: credential.scopes,
    claims: credential.claims,
    by: new Map([["oauth", credential]]),
  };
}
