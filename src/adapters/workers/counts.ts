/** The primary's side of what all workers count together: rates and slots in one memory, so that they hold exactly whichever worker a call comes to. */
import { ConcurrencySlots } from "../../limit/concurrency.ts";
import { DEFAULT_LIMIT_KEYS, MemoryLimitState } from "../../limit/memory.ts";
import type { Answer, LimitCall, SlotCall } from "./messages.ts";

export class WorkerCounts {
  private readonly limits: MemoryLimitState;
  private readonly slots = new ConcurrencySlots();
  private readonly nowMs: () => number;

  /** `seed`: 32 random bits. `nowMs`: monotonic. */
  constructor(seed: number, nowMs: () => number) {
    this.limits = new MemoryLimitState(DEFAULT_LIMIT_KEYS, seed);
    this.nowMs = nowMs;
  }

  /** What one worker counts here, until it ends. */
  hold(): HeldCounts {
    return new HeldCounts(this.limits, this.slots, this.nowMs);
  }
}

export class HeldCounts {
  private readonly limits: MemoryLimitState;
  private readonly slots: ConcurrencySlots;
  private readonly nowMs: () => number;
  private readonly held = new Map<string, number>();

  constructor(limits: MemoryLimitState, slots: ConcurrencySlots, nowMs: () => number) {
    this.limits = limits;
    this.slots = slots;
    this.nowMs = nowMs;
  }

  answer(ticket: number, limits: readonly LimitCall[], slots: readonly SlotCall[]): Answer {
    const nowMs = this.nowMs();
    return {
      kind: "answer",
      ticket,
      limits: limits.map(([id, intervalUs, burst, depthUs, key, cost]) => {
        const decided = this.limits.decide({ id, gcra: { intervalUs, burst, depthUs } }, key, cost, nowMs);
        const { allowed, remaining, resetMs, retryAfterMs } = decided;
        return [allowed, remaining, resetMs, Number.isFinite(retryAfterMs) ? retryAfterMs : null];
      }),
      slots: slots.map(([key, max]) => this.acquire(key, max)),
    };
  }

  /** A slot that it does not hold is not given back: nobody frees another's. */
  release(key: string): void {
    const count = this.held.get(key) ?? 0;
    if (count === 0) return;
    if (count === 1) this.held.delete(key);
    else this.held.set(key, count - 1);
    this.slots.release(key);
  }

  /** Gives back what a worker still held that is gone. */
  end(): void {
    for (const [key, count] of this.held) for (let each = 0; each < count; each++) this.slots.release(key);
    this.held.clear();
  }

  private acquire(key: string, max: number): boolean {
    if (!this.slots.acquire(key, max)) return false;
    this.held.set(key, (this.held.get(key) ?? 0) + 1);
    return true;
  }
}
