/**
 * The messages of one WebSocket, judged as they pass: kinds, rates and schemas, in the mode of the guard `websocket`. Pure; what is refused is said with the code to
 * close with (RFC 6455 section 7.4.1). Sizes and framing have no mode and are the reader's.
 */
import type { MessageFault } from "../guards/websocket/judge_message.ts";
import type { Side, SidePolicy, WebSocketPolicy } from "../guards/websocket/policy.ts";
import { WorkBudget } from "../kernel/budget.ts";
import type { Finding } from "../kernel/finding.ts";
import { decideGcra, FRESH_TAT_US, type Gcra } from "../limit/gcra.ts";
import { CLOSE } from "../message/websocket/close.ts";
import type { ExchangeRun } from "./run.ts";

/** Why a connection is closed. */
export interface Closing {
  readonly code: number;
  /** For the peer: says what kind of fault it is, never anything of the message. */
  readonly reason: string;
}

/** What one side has sent. */
export interface SideCount {
  messages: number;
  bytes: number;
  tatUs: number;
  controlTatUs: number;
}

const GUARD = "websocket";
/** Pings and pongs of one side: a hundred a second, two hundred at once. They carry nothing, so nobody needs more. */
const CONTROL_RATE: Gcra = Object.freeze({ intervalUs: 10_000, burst: 200, depthUs: 2_000_000 });

const CLOSINGS: Readonly<Record<MessageFault["kind"], Closing>> = {
  malformed: { code: CLOSE.invalidPayload, reason: "not JSON" },
  invalid: { code: CLOSE.policyViolation, reason: "message not as described" },
  too_much: { code: CLOSE.tooBig, reason: "too much to judge" },
};

const newCount = (): SideCount => ({ messages: 0, bytes: 0, tatUs: FRESH_TAT_US, controlTatUs: FRESH_TAT_US });

export class MessageRun {
  policy: WebSocketPolicy;
  readonly counts: Readonly<Record<Side, SideCount>> = { client: newCount(), server: newCount() };
  private readonly run: ExchangeRun;

  constructor(run: ExchangeRun, policy: WebSocketPolicy) {
    this.run = run;
    this.policy = policy;
  }

  /** Whether a message of that kind must be whole before any of it may pass. */
  needsWhole(side: Side, binary: boolean): boolean {
    return !binary && this.policy[side].judge !== null && this.mode !== "off";
  }

  /** A message begins. Null: it may. */
  begin(side: Side, binary: boolean, nowMs: number): Closing | null {
    const count = this.counts[side];
    count.messages++;
    const policy = this.policy[side];
    if (this.mode === "off") return null;
    return this.judgeKind(side, policy, binary) ?? this.judgeRate(side, policy, count, nowMs);
  }

  /** A ping or pong came. Its bound has no mode: it keeps the connection's own work small. */
  control(side: Side, nowMs: number): Closing | null {
    const count = this.counts[side];
    const decision = decideGcra(count.controlTatUs, CONTROL_RATE, 1, Math.floor(nowMs * 1_000));
    count.controlTatUs = decision.tatUs;
    if (decision.allowed) return null;
    const finding = { code: "websocket.control_rate", place: side, message: "pings and pongs come faster than any use of them" };
    this.run.exchange.trail.note(GUARD, "enforce", [finding], null);
    return { code: CLOSE.policyViolation, reason: "too many pings" };
  }

  /** A whole text message. Null: it may pass. */
  judge(side: Side, bytes: Uint8Array): Closing | null {
    const { judge } = this.policy[side];
    if (judge === null || this.mode === "off") return null;
    const { exchange, generation } = this.run;
    const budget = new WorkBudget(generation.budgetSteps);
    const fault = judge(bytes, budget);
    if (fault === null) return null;
    // Each message has a budget of its own. Why this one's alone: what refused calls of one client cost is counted (`refused_work`), not what messages that passed did over hours.
    exchange.budget.spend(budget.spent);
    return this.refuse(fault.findings, CLOSINGS[fault.kind]);
  }

  private get mode(): WebSocketPolicy["mode"] {
    return this.run.exchange.trail.modes.effective(GUARD, this.policy.mode);
  }

  private judgeKind(side: Side, { text, binary: allowsBinary }: SidePolicy, binary: boolean): Closing | null {
    if (binary ? allowsBinary : text) return null;
    const kind = binary ? "binary" : "text";
    return this.refuse(
      [{ code: "websocket.type", place: side, message: `${kind} messages are not allowed here`, rule: `websocket.${side}.types` }],
      {
        code: CLOSE.unsupportedData,
        reason: `no ${kind} messages`,
      },
    );
  }

  private judgeRate(side: Side, { rate }: SidePolicy, count: SideCount, nowMs: number): Closing | null {
    if (rate === null) return null;
    const decision = decideGcra(count.tatUs, rate, 1, Math.floor(nowMs * 1_000));
    count.tatUs = decision.tatUs;
    if (decision.allowed) return null;
    return this.refuse(
      [{ code: "websocket.rate", place: side, message: "messages come faster than allowed", rule: `websocket.${side}.rate` }],
      {
        code: CLOSE.policyViolation,
        reason: "too many messages",
      },
    );
  }

  /** Null where the guard only observes. */
  private refuse(findings: readonly Finding[], closing: Closing): Closing | null {
    const { trail } = this.run.exchange;
    const observe = this.mode === "observe";
    if (observe) trail.observe(GUARD);
    trail.note(GUARD, observe ? "observe" : "enforce", findings, observe ? "deny" : null);
    return observe ? null : closing;
  }
}
