/**
 * Watches over an exchange that may last for hours: at least every `max_generation_age`, and when its credential expires, it is judged again by the rules in force
 * (DESIGN section 4). One that can't be judged has ended.
 */
import { judgeAgain } from "../../engine/judge_again.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import { after } from "../../engine/later.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import { problem } from "../../kernel/problem.ts";
import type { Deadlined } from "../sweeper.ts";
import type { Edge } from "./edge.ts";

export interface LongExchangeOwner {
  /** It may go on, by this plan. */
  admittedAgain(plan: OperationPlan): void;
  /** It may not; its run knows why. */
  deniedNow(): void;
}

/** Soonest that it is judged again: a credential is taken for a while after it has expired, for clocks that differ. */
const SOONEST_MS = 1_000;

export class LongExchange implements Deadlined {
  deadlineMs: number;
  sweepSlot = -1;
  private readonly edge: Edge;
  private readonly run: ExchangeRun;
  private readonly owner: LongExchangeOwner;
  private over = false;

  constructor(edge: Edge, run: ExchangeRun, owner: LongExchangeOwner) {
    this.edge = edge;
    this.run = run;
    this.owner = owner;
    this.deadlineMs = this.next();
    edge.sweeper.add(this);
  }

  stop(): void {
    this.over = true;
    this.edge.sweeper.delete(this);
  }

  onDeadline(): void {
    this.deadlineMs = Infinity;
    try {
      const judged = after(judgeAgain(this.run, this.edge.generation(), this.edge), (plan) => this.judged(plan));
      if (judged instanceof Promise) judged.catch((error: unknown) => this.broke(error));
    } catch (error) {
      this.broke(error);
    }
  }

  private judged(plan: OperationPlan | null): void {
    if (this.over) return;
    if (plan === null) {
      this.stop();
      this.owner.deniedNow();
      return;
    }
    this.deadlineMs = this.next();
    this.owner.admittedAgain(plan);
  }

  private broke(error: unknown): void {
    if (this.over) return;
    this.run.fail(problem(500, "internal", "Internal error"), error);
    this.judged(null);
  }

  private next(): number {
    const { edge } = this;
    const { nowMs } = edge.sweeper;
    const expiresInMs = this.expiresAtMs() - edge.receive.nowMs();
    return nowMs + Math.min(edge.limits.generationAgeMs, Math.max(SOONEST_MS, expiresInMs));
  }

  /** Epoch milliseconds at which the first of its credentials expires. */
  private expiresAtMs(): number {
    // An expired one is not waited for: where it matters, the exchange has ended.
    const certificateMs = this.run.exchange.client.tls?.certificate?.notAfterMs ?? Infinity;
    let first = certificateMs > this.edge.receive.nowMs() ? certificateMs : Infinity;
    for (const { expiresAtS } of this.run.exchange.principal.by.values())
      if (expiresAtS !== null) first = Math.min(first, expiresAtS * 1_000);
    return first;
  }
}
