/**
 * How long events wait for their turn in this process: a timer that is due every few milliseconds says by how much it is late, which is what a request that just
 * arrived waits too. It runs only while exchanges come.
 */
import type { Load, Priority } from "../kernel/deps.ts";
import { LoadShedder } from "../limit/load_shedder.ts";
import { JUDGING_TURNS } from "./serving/judging_turns.ts";

const SAMPLE_MS = 10;
/** Without any exchange for so long, nothing is measured until the next. */
const CALM_MS = 1_000;
/** Until a configuration says otherwise. */
const TARGET_MS = 250;

export class LoopLoad implements Load {
  private readonly shedder: LoadShedder = new LoadShedder(TARGET_MS);
  private timer: NodeJS.Timeout | null = null;
  private sampledMs = 0;
  private askedMs = 0;
  private readonly waitingMs: () => number;

  /** `waitingMs`: how long who comes next waits for work that is done in turns, beside what the loop itself makes everybody wait. */
  constructor(waitingMs: () => number = () => 0) {
    this.waitingMs = waitingMs;
  }

  /** Sets how long an event may wait. */
  aimFor(targetMs: number): void {
    this.shedder.targetMs = targetMs;
  }

  admits(priority: Priority): boolean {
    if (this.timer === null) this.begin();
    // Why the time of the last sample: it is near enough, and costs no look at the clock.
    this.askedMs = this.sampledMs;
    return this.shedder.admits(priority);
  }

  /** For the metrics: the delay that stands, and the pressure. */
  get standingMs(): number {
    return this.shedder.standingMs;
  }

  get pressure(): number {
    return this.shedder.pressure;
  }

  /** Stops measuring. */
  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.shedder.calm();
  }

  private begin(): void {
    this.sampledMs = performance.now();
    this.timer = setInterval(() => this.sample(), SAMPLE_MS);
    this.timer.unref();
  }

  private sample(): void {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.sampledMs;
    this.sampledMs = nowMs;
    this.shedder.sample(Math.max(0, elapsedMs - SAMPLE_MS, this.waitingMs()), elapsedMs);
    if (nowMs - this.askedMs > CALM_MS) this.close();
  }
}

/** The process has one event loop. */
export const LOOP_LOAD: LoopLoad = new LoopLoad(() => JUDGING_TURNS.delayMs);
