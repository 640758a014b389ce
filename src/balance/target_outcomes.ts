/**
 * Outcomes of one target's requests of the last while, and by whose requests they came. Attack: a caller who knows what makes a target answer 503, hang or break off
 * would switch it off for everybody. So a target is judged without the client that most of its failures come from, as long as others were asking it: what serves
 * them well is no fault of its. Where nobody else asks, that client's word is all there is.
 */
import { OutcomeWindow } from "./outcome_window.ts";

/** By whom: a client's key (limit/client_key.ts); null for a failure that no request can have brought about, and where it is not known. */
export type OutcomeSource = string | null;

interface Served {
  readonly source: OutcomeSource;
  atMs: number;
}
const NOBODY: Served = Object.freeze({ source: null, atMs: -Infinity });

export class TargetOutcomes {
  readonly windowMs: number;
  private readonly all: OutcomeWindow;
  /** Those of the accuser, since it is the one. */
  private readonly accusers: OutcomeWindow;
  /** Whose failures are the most, found as a majority is with one counter (Boyer and Moore); null while there is none. */
  private accuser: OutcomeSource = null;
  private votes = 0;
  /** The two clients that were served well last, the later first: one of them at least is not the accuser. */
  private served: Served = NOBODY;
  private servedBefore: Served = NOBODY;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
    this.all = new OutcomeWindow(windowMs);
    this.accusers = new OutcomeWindow(windowMs);
  }

  /** Counts one outcome at `nowMs`, which never goes back. */
  add(failed: boolean, source: OutcomeSource, nowMs: number): void {
    this.all.add(failed, nowMs);
    if (source === null) return;
    if (!failed) this.serve(source, nowMs);
    else if (source !== this.accuser) this.contest(source, nowMs);
    if (source !== this.accuser) return;
    this.accusers.add(failed, nowMs);
    if (failed) this.votes++;
  }

  /** Whether, of at least `requests`, that part failed or more, and of what others than the accuser asked too. */
  fail(requests: number, share: number, nowMs: number): boolean {
    const total = this.all.total(nowMs);
    if (total < requests || this.all.failures(nowMs) < share * total) return false;
    return this.accuser === null || !this.servesOthers(this.accuser, share, nowMs);
  }

  /** Whether a client other than that was served well, and less than that part failed of what others than the accuser asked. */
  servesOthers(than: string, share: number, nowMs: number): boolean {
    const { source, atMs } = this.served.source === than ? this.servedBefore : this.served;
    if (source === null || nowMs - atMs > this.windowMs) return false;
    const total = this.all.total(nowMs) - this.accusers.total(nowMs);
    return this.all.failures(nowMs) - this.accusers.failures(nowMs) < share * total;
  }

  clear(): void {
    this.all.clear();
    this.accusers.clear();
    this.accuser = null;
    this.votes = 0;
    this.served = NOBODY;
    this.servedBefore = NOBODY;
  }

  private serve(source: string, nowMs: number): void {
    if (this.served.source !== source) {
      const again = this.servedBefore;
      this.servedBefore = this.served;
      this.served = again.source === source ? again : { source, atMs: nowMs };
    }
    this.served.atMs = nowMs;
  }

  /** Another's request failed: it counts against the accuser's place, and takes it where that has nothing left. */
  private contest(source: string, nowMs: number): void {
    this.votes = Math.min(this.votes, this.accusers.failures(nowMs));
    if (this.votes > 0) {
      this.votes--;
      return;
    }
    this.accuser = source;
    this.accusers.clear();
  }
}
