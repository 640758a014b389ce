/** One coarse timer for thousands of deadlines: setting a deadline is one assignment, and a sweep every quarter second finds those that passed. */

export interface Deadlined {
  /** Monotonic milliseconds; Infinity for none. */
  deadlineMs: number;
  /** Called once a sweep finds the deadline passed; sets a new one or ends what it is about. */
  onDeadline(nowMs: number): void;
}

/** How late a deadline may be noticed. */
const SWEEP_MS = 250;

export class Sweeper {
  private readonly members = new Set<Deadlined>();
  private readonly timer: NodeJS.Timeout;
  private readonly clock: () => number;
  /** What the clock said in this turn of the event loop; null until it is asked. */
  private turnMs: number | null = null;
  private readonly onError: (error: unknown) => void;

  /** `clock`: monotonic milliseconds. `onError` is told of a member that throws; the others are swept all the same. */
  constructor(clock: () => number, onError: (error: unknown) => void) {
    this.clock = clock;
    this.onError = onError;
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  /** Monotonic milliseconds to count deadlines from. Asked several times at every exchange, so the clock is read once a turn: a sweep is coarser by far. */
  get nowMs(): number {
    if (this.turnMs === null) {
      this.turnMs = this.clock();
      setImmediate(this.endTurn);
    }
    return this.turnMs;
  }

  private readonly endTurn = (): void => {
    this.turnMs = null;
  };

  add(member: Deadlined): void {
    this.members.add(member);
  }

  delete(member: Deadlined): void {
    this.members.delete(member);
  }

  sweep(): void {
    this.turnMs = null;
    const { nowMs } = this;
    for (const member of this.members) {
      if (member.deadlineMs > nowMs) continue;
      try {
        member.onDeadline(nowMs);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.members.clear();
  }
}
