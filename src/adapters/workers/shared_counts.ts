/**
 * A worker's side of what all workers count together. Rates and slots are decided by the primary: the questions of one turn of the event loop travel in one message,
 * and without an answer in time the call is refused. Failures and debts are counted here at once and told to the others.
 */
import { DEFAULT_LOCKOUT_KEYS, type LockoutPolicy, Lockouts } from "../../limit/lockout.ts";
import type { Slots } from "../../limit/concurrency.ts";
import { MAX_KEY_LENGTH } from "../../limit/memory.ts";
import type { LimitDecision, LimitPolicy, LimitState } from "../../limit/state.ts";
import { DEFAULT_WORK_CLIENTS, WorkDebts, type WorkTerms } from "../../limit/work_debts.ts";
import type { Answer, Ask, Charge, Failure, Heard, LimitCall, SlotCall, Tell } from "./messages.ts";

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

interface Asked {
  readonly slots: readonly SlotCall[];
  readonly waitingLimits: readonly Waiting<LimitDecision>[];
  readonly waitingSlots: readonly Waiting<boolean>[];
  late: boolean;
  timer: NodeJS.Timeout | null;
}

/** How long the primary may take. */
const ANSWER_MS = 2_000;
/** Messages without answer that are remembered, so that slots which were given late are given back. */
const MAX_ASKED = 4_096;

export class SharedCounts implements LimitState, Slots {
  readonly lockouts: Lockouts;
  readonly debts: WorkDebts;
  private readonly send: (message: Ask | Tell) => void;
  private readonly nowMs: () => number;
  private readonly answerMs: number;
  private readonly asked = new Map<number, Asked>();
  private limits: LimitCall[] = [];
  private slots: SlotCall[] = [];
  private waitingLimits: Waiting<LimitDecision>[] = [];
  private waitingSlots: Waiting<boolean>[] = [];
  private released: string[] = [];
  private failures: Failure[] = [];
  private charges: Charge[] = [];
  private begun = 0;
  private nextTicket = 1;
  private planned = false;
  private closed = false;

  /** `seed`: as for `Lockouts`. `nowMs`: monotonic. */
  constructor(send: (message: Ask | Tell) => void, nowMs: () => number, seed: number, answerMs: number = ANSWER_MS) {
    this.send = send;
    this.nowMs = nowMs;
    this.answerMs = answerMs;
    const told = { failed: this.failed, charged: this.charged };
    this.lockouts = new ToldLockouts(seed, told);
    this.debts = new ToldDebts(told);
  }

  decide({ id, gcra }: LimitPolicy, key: string, cost: number): Promise<LimitDecision> {
    // Why here: the primary would take the message for a lie, and end this worker.
    if (key.length > MAX_KEY_LENGTH) return Promise.reject(new RangeError("a limit key is too long"));
    return new Promise((resolve, reject) => {
      this.limits.push([id, gcra.intervalUs, gcra.burst, gcra.depthUs, key, cost]);
      this.waitingLimits.push({ resolve, reject });
      this.plan();
    });
  }

  acquire(key: string, max: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.slots.push([key, max]);
      this.waitingSlots.push({ resolve, reject });
      this.plan();
    });
  }

  release(key: string): void {
    this.released.push(key);
    this.plan();
  }

  /** An exchange begins: so that those of a worker that dies are known to be lost. */
  begin(): void {
    this.begun++;
    this.plan();
  }

  /** What the primary answered. One that came too late is no answer, but the slots it gave are given back. */
  answered({ ticket, limits, slots }: Answer): void {
    const asked = this.asked.get(ticket);
    if (asked === undefined) return;
    this.asked.delete(ticket);
    if (asked.timer !== null) clearTimeout(asked.timer);
    if (asked.late) {
      for (const [index, given] of slots.entries()) if (given && asked.slots[index] !== undefined) this.release(asked.slots[index][0]);
      return;
    }
    for (const [index, waiting] of asked.waitingLimits.entries()) {
      const decision = limits[index];
      if (decision === undefined) waiting.reject(new Error("the primary answered less than it was asked"));
      else
        waiting.resolve({
          allowed: decision[0],
          remaining: decision[1],
          resetMs: decision[2],
          retryAfterMs: decision[3] ?? Number.POSITIVE_INFINITY,
        });
    }
    for (const [index, waiting] of asked.waitingSlots.entries()) waiting.resolve(slots[index] ?? false);
  }

  /** What other workers counted. */
  heard({ failures, charges }: Heard): void {
    if (this.lockouts instanceof ToldLockouts) for (const each of failures) this.lockouts.heard(each, this.nowMs());
    if (this.debts instanceof ToldDebts) for (const each of charges) this.debts.heard(each, this.nowMs());
  }

  /** The primary is gone: whoever waits is refused, and whoever comes. */
  close(): void {
    this.closed = true;
    this.flush();
    for (const [ticket, asked] of this.asked) this.giveUp(ticket, asked, "the primary is gone");
  }

  /** Sends what came since the last turn. */
  flush(): void {
    this.planned = false;
    if (this.closed) {
      const error = new Error("the primary is gone");
      for (const waiting of [...this.waitingLimits.splice(0), ...this.waitingSlots.splice(0)]) waiting.reject(error);
      return;
    }
    const { released, failures, charges, begun } = this;
    // INVARIANT: before what is asked, so that a slot that was given back is free for who comes next.
    this.send({ kind: "tell", begun, released, failures, charges });
    this.released = [];
    this.failures = [];
    this.charges = [];
    const { limits, slots, waitingLimits, waitingSlots } = this;
    if (limits.length === 0 && slots.length === 0) return;
    this.limits = [];
    this.slots = [];
    this.waitingLimits = [];
    this.waitingSlots = [];
    const ticket = this.nextTicket++;
    const asked: Asked = { slots, waitingLimits, waitingSlots, late: false, timer: null };
    asked.timer = setTimeout(() => this.giveUp(ticket, asked, "the primary did not answer in time"), this.answerMs);
    this.asked.set(ticket, asked);
    this.send({ kind: "ask", ticket, limits, slots });
  }

  private giveUp(ticket: number, asked: Asked, message: string): void {
    if (asked.timer !== null) clearTimeout(asked.timer);
    asked.late = true;
    if (this.asked.size > MAX_ASKED) this.asked.delete(ticket);
    for (const waiting of [...asked.waitingLimits, ...asked.waitingSlots]) waiting.reject(new Error(message));
  }

  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    // Why not a microtask: those run between the callbacks of one turn, and each would have a message of its own.
    setImmediate(() => this.flush());
  }

  private readonly failed = (key: string, { threshold, forgetMs, firstLockMs, longestLockMs }: LockoutPolicy): void => {
    // Such a key is nobody's who has one; and the primary would end this worker for it.
    if (key.length > MAX_KEY_LENGTH) return;
    this.failures.push([key, threshold, forgetMs, firstLockMs, longestLockMs]);
    this.plan();
  };

  private readonly charged = (client: string, workMs: number, { rate, lentMs }: WorkTerms): void => {
    this.charges.push([client, workMs, rate, lentMs]);
    this.plan();
  };
}

interface Told {
  readonly failed: (key: string, policy: LockoutPolicy) => void;
  readonly charged: (client: string, workMs: number, terms: WorkTerms) => void;
}

class ToldLockouts extends Lockouts {
  private readonly told: Told;

  constructor(seed: number, told: Told) {
    super(DEFAULT_LOCKOUT_KEYS, seed);
    this.told = told;
  }

  override fail(key: string, policy: LockoutPolicy, nowMs: number): void {
    super.fail(key, policy, nowMs);
    this.told.failed(key, policy);
  }

  heard([key, threshold, forgetMs, firstLockMs, longestLockMs]: Failure, nowMs: number): void {
    super.fail(key, { threshold, forgetMs, firstLockMs, longestLockMs }, nowMs);
  }
}

class ToldDebts extends WorkDebts {
  private readonly told: Told;

  constructor(told: Told) {
    super(DEFAULT_WORK_CLIENTS);
    this.told = told;
  }

  override charge(client: string, workMs: number, terms: WorkTerms, nowMs: number): void {
    super.charge(client, workMs, terms, nowMs);
    if (workMs > 0) this.told.charged(client, workMs, terms);
  }

  heard([client, workMs, rate, lentMs]: Charge, nowMs: number): void {
    super.charge(client, workMs, { rate, lentMs }, nowMs);
  }
}
