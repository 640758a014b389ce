/**
 * Which exchanges are begun when more come than can be served (OWASP API4:2023; CoDel, RFC 8289, takes the same signal). What counts is how long an event waits for its
 * turn, not how many there are: a delay that stands for several samples is a queue that does not empty, a single one is a burst or a pause of the runtime.
 */
import type { Priority } from "../kernel/deps.ts";

/** Samples that must all be above the target before anything is shed. */
const STANDING_SAMPLES = 5;
/** How fast pressure falls, per second, while the delay is below its target. */
const RELIEF_PER_S = 0.5;
/** How fast it rises, per second and multiple of the target; bounded, since one long pause says nothing of the next second. */
const MOST_PER_S = 4;

/** From which pressure on a priority is shed, and the part of it that is shed at most: some always comes through, to be found when the load is gone. */
const SHED: Readonly<Record<Priority, { readonly from: number; readonly most: number }>> = {
  sheddable: { from: 0, most: 1 },
  normal: { from: 1, most: 0.95 },
  critical: { from: 2, most: 0.9 },
};
const MOST_PRESSURE = 3;

export class LoadShedder {
  /** Milliseconds that an event may wait for its turn. */
  targetMs: number;
  /** 0: nothing is shed. Up to 1 ever more of what is `sheddable`, up to 2 of what is `normal`, then of what is `critical`. */
  pressure: number = 0;
  private delays: number[] = [];
  /** Parts of a refusal that were due and not made, so that just the part that should be shed is, without chance. */
  private readonly due: Record<Priority, number> = { critical: 0, normal: 0, sheddable: 0 };

  constructor(targetMs: number) {
    this.targetMs = targetMs;
  }

  /** How long an event had to wait for its turn, as measured `elapsedMs` after the sample before. */
  sample(delayMs: number, elapsedMs: number): void {
    this.delays.push(delayMs);
    if (this.delays.length > STANDING_SAMPLES) this.delays.shift();
    const over = this.delays.length === STANDING_SAMPLES && this.standingMs > this.targetMs;
    const perS = over ? Math.min(MOST_PER_S, this.standingMs / this.targetMs) : -RELIEF_PER_S;
    this.pressure = Math.min(MOST_PRESSURE, Math.max(0, this.pressure + (perS * elapsedMs) / 1_000));
  }

  /** The delay that stood for the last samples. */
  get standingMs(): number {
    return this.delays.length === 0 ? 0 : Math.min(...this.delays);
  }

  /** Whether an exchange of that priority should be begun. */
  admits(priority: Priority): boolean {
    const { from, most } = SHED[priority];
    const part = Math.min(most, this.pressure - from);
    if (part <= 0) return true;
    this.due[priority] += part;
    if (this.due[priority] < 1) return true;
    this.due[priority] -= 1;
    return false;
  }

  /** Nothing came for a while: what was measured before says nothing any more. */
  calm(): void {
    this.delays = [];
    this.pressure = 0;
  }
}
