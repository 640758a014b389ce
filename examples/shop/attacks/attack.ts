/** An attack on the shop as data: what is sent, how one sees in what came back whether it worked, and the honest request beside it. */

/** Whose token goes along; `aliceElsewhere` is alice's for another API of the same issuer, `aliceIdToken` her ID token. */
type Caller = "alice" | "bob" | "admin" | "machine" | "aliceElsewhere" | "aliceIdToken";

/** Token by caller, each from the demo's authorization server. */
export type TokenSet = Readonly<Record<Caller, string>>;

export interface AttackRequest {
  readonly method: string;
  /** Path and query as they go on the wire. */
  readonly path: string;
  /** Whose token is sent as `Authorization: Bearer`; nobody's where it is missing. */
  readonly as?: Caller;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, bytes, or a value that is sent as JSON. */
  readonly body?: string | Uint8Array | Readonly<Record<string, unknown>>;
  /** Instead of all of the above but `method` and `path`: the bytes written to the socket, for what no HTTP client would send. */
  readonly raw?: string;
}

export interface AttackResponse {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request may depend on. */
export interface AttackWorld {
  /** The shop itself, as it is seen from where it runs. */
  readonly shopBase: string;
  /** Which way the request goes; an attack that uses something up takes another one each way. */
  readonly way: "straight" | "gateway";
  readonly tokens: TokenSet;
}

/** The legitimate request beside an attack; it must succeed both ways. */
export interface Twin {
  readonly request: (world: AttackWorld) => AttackRequest;
  readonly status: number;
  /** Part of the body of a right answer. */
  readonly says: string;
}

export interface Attack {
  readonly id: string;
  readonly title: string;
  /** `API1:2023` to `API10:2023` of the OWASP API Security Top 10, or `A03:2021` of the OWASP Top 10 for injection, which has no item of its own there. */
  readonly owasp: string;
  /** What is wrong in the shop, and where. */
  readonly flaw: string;
  readonly requests: (world: AttackWorld) => readonly AttackRequest[];
  /** Whether the exploit worked. The responses stand in the order of the requests. */
  readonly exploited: (responses: readonly AttackResponse[], world: AttackWorld) => boolean;
  readonly twin: Twin;
  /** Shell lines for the README where curl lines made from `requests` would be too many or too long. */
  readonly shell?: string;
}

/** The last response; one without an answer where there was none. */
export function lastOf(responses: readonly AttackResponse[]): AttackResponse {
  return responses.at(-1) ?? { status: 0, headers: {}, body: "" };
}

/** Whether the last response has that status and contains `text`: the usual proof that an exploit worked. */
export function lastSays(status: number, text: string): (responses: readonly AttackResponse[]) => boolean {
  return (responses) => lastOf(responses).status === status && lastOf(responses).body.includes(text);
}

const ALICES_ORDERS: AttackRequest = { method: "GET", path: "/orders", as: "alice" };

/** The twin of many attacks: alice lists her orders. */
export const LIST_ORDERS: Twin = { request: () => ALICES_ORDERS, status: 200, says: '"customer":"alice"' };

/** The twin of attacks on ordering: alice orders two cups. */
export const ORDER_CUPS: Twin = {
  request: () => ({ method: "POST", path: "/orders", as: "alice", body: { items: [{ productId: 3, quantity: 2 }] } }),
  status: 201,
  says: '"totalCents":1800',
};

/** The twin of attacks that need no caller. */
export const GET_HEALTH: Twin = { request: () => ({ method: "GET", path: "/health" }), status: 200, says: '"ok"' };
