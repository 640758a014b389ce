/**
 * When bodies are judged. Judging is work done in one go, and one client with a hundred connections can have a hundred bodies whole in one turn of the event loop;
 * everybody else would wait for all of them. So a turn judges for a few milliseconds, and what is left waits its turn, by client: each client's next body, then each
 * one's after that (DESIGN section 1.6; fair queueing, Nagle, RFC 970). Under light load a body is judged at once.
 */
import { STEPS_PER_MS } from "../../kernel/budget.ts";

/** Counted work of a turn, after which bodies wait: one more may begin below it, and takes as long as its budget lets it. */
const TURN_STEPS = 4 * STEPS_PER_MS;

/** Judges a body, or finds that nobody wants that any more; gives the steps it took. */
export type Judging = () => number;

interface Waiting {
  readonly judging: Judging;
  /** When it came where its client had none waiting, else null: that is what a newcomer waits. */
  readonly newMs: number | null;
}

export class JudgingTurns {
  private readonly clock: () => number;
  /** Whose turn it is next comes first. None is empty. */
  private readonly lines = new Map<string, Waiting[]>();
  private steps = 0;
  private isScheduled = false;

  /** `clock`: monotonic milliseconds. */
  constructor(clock: () => number) {
    this.clock = clock;
  }

  /** Now, or in a later turn. `client`: for whom (limit/client_key.ts). */
  judge(client: string, judging: Judging): void {
    this.schedule();
    if (this.steps < TURN_STEPS && this.lines.size === 0) {
      this.steps += judging();
      return;
    }
    const line = this.lines.get(client);
    if (line === undefined) this.lines.set(client, [{ judging, newMs: this.clock() }]);
    else line.push({ judging, newMs: null });
  }

  /** Milliseconds that whoever came to a place of his own has waited, the longest of those who still do; 0 for nobody. */
  get delayMs(): number {
    let earliest = Infinity;
    for (const [{ newMs } = NOBODY] of this.lines.values()) if (newMs !== null && newMs < earliest) earliest = newMs;
    return earliest === Infinity ? 0 : this.clock() - earliest;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.turn());
  }

  /** INVARIANT: what throws here ends the process; a judging deals with what breaks in it. */
  private turn(): void {
    this.isScheduled = false;
    this.steps = 0;
    for (const [client, line] of this.lines) {
      if (this.steps >= TURN_STEPS) break;
      const next = line.shift();
      this.lines.delete(client);
      // Behind all others; the loop comes to it again.
      if (line.length > 0) this.lines.set(client, line);
      this.steps += next?.judging() ?? 0;
    }
    if (this.lines.size > 0) this.schedule();
  }
}

const NOBODY: Pick<Waiting, "newMs"> = Object.freeze({ newMs: null });

/** The process has one event loop. */
export const JUDGING_TURNS: JudgingTurns = new JudgingTurns(() => performance.now());
