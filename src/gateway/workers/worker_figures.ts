/** What all processes counted, as one: those that run, and those that are gone, whose counters must not go back. */
import { durationText } from "../../adapters/metrics.ts";
import { type MetricsSnapshot, retire, sumDurations, sumText } from "../../adapters/metrics_snapshot.ts";

export class WorkerFigures {
  private ended: MetricsSnapshot = { metrics: [], durations: [] };
  private retiring: Promise<void> = Promise.resolve();

  /** Takes the last figures of a process that is gone; null where it gave none. */
  retire(last: MetricsSnapshot | null): void {
    if (last !== null) this.retiring = this.retiring.then(async () => void (this.ended = await retire(this.ended, last)));
  }

  /** Resolves when the figures of all that are gone by then are among the sums. */
  async settled(): Promise<void> {
    for (let seen: Promise<void> | null = null; seen !== this.retiring; ) {
      seen = this.retiring;
      await seen;
    }
  }

  /** In the text format of Prometheus. `own`: of this process. `running`: of those that run, asked once those that are gone are summed. */
  async text(own: MetricsSnapshot, running: () => readonly MetricsSnapshot[]): Promise<string> {
    await this.settled();
    const all = [own, this.ended, ...running()];
    const durations = sumDurations(all.map((each) => each.durations));
    return `${durationText(durations)}\n${await sumText(all.map((each) => each.metrics))}`;
  }
}
