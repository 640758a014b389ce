/** What checks of a target's health say: it takes several in a row to change the mind. A target counts as healthy until checks say otherwise. */

export interface HealthThresholds {
  /** Good answers in a row until a target is healthy again, at least 1. */
  readonly healthy: number;
  /** Failed checks in a row until it is not, at least 1. */
  readonly unhealthy: number;
}

export class ActiveHealth {
  healthy = true;
  /** Checks in a row that said the other thing. */
  private against = 0;

  /** Counts one check. Gives whether the mind changed. */
  note(good: boolean, thresholds: HealthThresholds): boolean {
    if (good === this.healthy) {
      this.against = 0;
      return false;
    }
    this.against++;
    if (this.against < (good ? thresholds.healthy : thresholds.unhealthy)) return false;
    this.healthy = good;
    this.against = 0;
    return true;
  }

  /** Nobody checks any more, so nothing is held against it. Gives whether the mind changed. */
  forget(): boolean {
    const changed = !this.healthy;
    this.healthy = true;
    this.against = 0;
    return changed;
  }
}
