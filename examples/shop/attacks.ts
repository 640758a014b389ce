/** Every exploit of the shop's README, and the run that tries each one straight at the shop and through the gateway. */
import { type Attack, type AttackResponse, type AttackWorld, lastOf, type TokenSet, type Twin } from "./attacks/attack.ts";
import { AUTHENTICATION } from "./attacks/authentication.ts";
import { BUSINESS_FLOWS } from "./attacks/business_flows.ts";
import { FUNCTION_AUTHORIZATION } from "./attacks/function_authorization.ts";
import { INJECTION } from "./attacks/injection.ts";
import { INVENTORY } from "./attacks/inventory.ts";
import { MISCONFIGURATION } from "./attacks/misconfiguration.ts";
import { OBJECT_AUTHORIZATION } from "./attacks/object_authorization.ts";
import { OBJECT_PROPERTIES } from "./attacks/object_properties.ts";
import { RESOURCE_CONSUMPTION } from "./attacks/resource_consumption.ts";
import { send } from "./attacks/send.ts";
import { SERVER_SIDE_REQUESTS } from "./attacks/server_side_requests.ts";
import { THIRD_PARTIES } from "./attacks/third_parties.ts";

/** In the order of the OWASP items. */
export const ATTACKS: readonly Attack[] = [
  ...OBJECT_AUTHORIZATION,
  ...AUTHENTICATION,
  ...OBJECT_PROPERTIES,
  ...RESOURCE_CONSUMPTION,
  ...FUNCTION_AUTHORIZATION,
  ...BUSINESS_FLOWS,
  ...SERVER_SIDE_REQUESTS,
  ...MISCONFIGURATION,
  ...INVENTORY,
  ...THIRD_PARTIES,
  ...INJECTION,
];

/**
 * How an attack ended: it worked (`open`), the gateway refused (`refused`), or neither: it was answered, and what made it an attack had been taken away
 * (`disarmed`).
 */
export type AttackEnd =
  | { readonly kind: "open"; readonly status: number }
  /** `event`: id of the exchange's record, which says which guard it was. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly event: string | null }
  | { readonly kind: "disarmed"; readonly status: number };

export interface AttackRow {
  readonly attack: Attack;
  readonly without: AttackEnd;
  readonly with: AttackEnd;
  /** Whether the legitimate twin succeeded, straight and through the gateway; the status that came where it did not. */
  readonly twinWithout: TwinEnd;
  readonly twinWith: TwinEnd;
}

export interface TwinEnd {
  readonly ok: boolean;
  readonly status: number;
}

/** Where the requests go. */
export interface AttackTargets {
  readonly shopBase: string;
  readonly gatewayBase: string;
  readonly tokens: TokenSet;
}

const PROBLEM_CODE = /"type":\s*"urn:portcullis:problem:([a-z0-9_.-]+)"/u;

const PROBLEM_INSTANCE = /"instance":\s*"urn:uuid:([0-9a-f-]{36})"/u;

/** The code of a refusal by the gateway (RFC 9457 `type`), or null for any other answer. */
export function problemCodeOf({ body }: AttackResponse): string | null {
  return PROBLEM_CODE.exec(body.slice(0, 20_000))?.[1] ?? null;
}

/** Sends the attack's requests one after the other and judges what came back. */
export async function tryAttack(attack: Attack, base: string, world: AttackWorld): Promise<AttackEnd> {
  const responses: AttackResponse[] = [];
  for (const request of attack.requests(world)) responses.push(await send(base, request, world.tokens));
  const { status } = lastOf(responses);
  if (attack.exploited(responses, world)) return { kind: "open", status };
  const refusal = responses.findLast((response) => problemCodeOf(response) !== null);
  if (refusal === undefined) return { kind: "disarmed", status };
  const event = PROBLEM_INSTANCE.exec(refusal.body.slice(0, 20_000))?.[1] ?? null;
  return { kind: "refused", status: refusal.status, code: problemCodeOf(refusal) ?? "", event };
}

/** Sends the honest request; ok when status and content are those of a right answer. */
export async function tryTwin(twin: Twin, base: string, world: AttackWorld): Promise<TwinEnd> {
  const response = await send(base, twin.request(world), world.tokens);
  return { ok: response.status === twin.status && response.body.includes(twin.says), status: response.status };
}

/**
 * Runs every attack with its twin, both ways. The twins go first, so that a limit or lockout that an attack rightly sets off does not count against honest
 * callers at the same address.
 */
export async function runAttacks({ shopBase, gatewayBase, tokens }: AttackTargets): Promise<readonly AttackRow[]> {
  const straight: AttackWorld = { shopBase, way: "straight", tokens };
  const through: AttackWorld = { shopBase, way: "gateway", tokens };
  const twins: { readonly attack: Attack; readonly twinWithout: TwinEnd; readonly twinWith: TwinEnd }[] = [];
  for (const attack of ATTACKS) {
    const twinWithout = await tryTwin(attack.twin, shopBase, straight);
    twins.push({ attack, twinWithout, twinWith: await tryTwin(attack.twin, gatewayBase, through) });
  }
  const rows: AttackRow[] = [];
  for (const twin of twins) {
    const without = await tryAttack(twin.attack, shopBase, straight);
    rows.push({ ...twin, without, with: await tryAttack(twin.attack, gatewayBase, through) });
  }
  return rows;
}
