/** One coarse timer for thousands of deadlines: setting a deadline is one assignment, and a sweep every quarter second finds those that passed. */

export interface Deadlined {
  /** Monotonic milliseconds; Infinity for none. */
  deadlineMs: number;
  /** Where it stands in its sweeper, -1 while it is in none: the sweeper's own. */
  sweepSlot: number;
  /** Called once a sweep finds the deadline passed; sets a new one or ends what it is about. */
  onDeadline(nowMs: number): void;
}

/** How late a deadline may be noticed. */
const SWEEP_MS = 250;

export class Sweeper {
  /** In no order. Why not a Set: members that come and go make it grow anew again and again, and each old table keeps what was in it until a full collection. */
  private readonly members: Deadlined[] = [];
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
    if (member.sweepSlot >= 0) return;
    member.sweepSlot = this.members.length;
    this.members.push(member);
  }

  delete(member: Deadlined): void {
    const { sweepSlot } = member;
    if (sweepSlot < 0) return;
    member.sweepSlot = -1;
    const last = this.members.pop();
    if (last === undefined || last === member) return;
    this.members[sweepSlot] = last;
    last.sweepSlot = sweepSlot;
  }

  sweep(): void {
    this.turnMs = null;
    const { nowMs } = this;
    // Why from the end: one that leaves gives its place to the last, which has been looked at then.
    for (let slot = this.members.length - 1; slot >= 0; slot--) {
      const member = this.members[slot];
      if (member === undefined || member.deadlineMs > nowMs) continue;
      try {
        member.onDeadline(nowMs);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  close(): void {
    clearInterval(this.timer);
    for (const member of this.members) member.sweepSlot = -1;
    this.members.length = 0;
  }
}
