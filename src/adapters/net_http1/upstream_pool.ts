/** Kept connections per upstream target, and those that wait for one. */
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { UpstreamConnection, type UpstreamEnvironment } from "./upstream_connection.ts";

interface Waiting {
  readonly deadlineMs: number;
  readonly take: (connection: UpstreamConnection | null) => void;
}

interface Pool {
  readonly target: UpstreamTarget;
  readonly idle: UpstreamConnection[];
  /** In the order in which they came; who gives up leaves at once, whatever place is his. */
  readonly waiting: Set<Waiting>;
  open: number;
}

/** Requests that may wait for a connection of one target; beyond, the answer is 503 at once. */
const MAX_WAITING = 1_024;

export class UpstreamPools {
  private readonly environment: UpstreamEnvironment;
  private readonly pools = new Map<string, Pool>();
  private closed = false;

  constructor(environment: UpstreamEnvironment) {
    this.environment = environment;
    environment.sweeper.add({ deadlineMs: 0, onDeadline: (nowMs) => this.sweep(nowMs) });
  }

  /**
   * Hands a connection to `take`, at once where one is idle or may be opened; null when none was free within the connect time limit. `fresh` never takes a
   * kept one. Gives null where `take` was called, else what gives the place in the queue up: then `take` is not called.
   */
  acquire(target: UpstreamTarget, fresh: boolean, take: (connection: UpstreamConnection | null) => void): (() => void) | null {
    const pool = this.poolOf(target);
    if (!fresh) {
      const idle = pool.idle.pop();
      if (idle !== undefined) {
        take(idle);
        return null;
      }
    }
    if (pool.open < target.maxConnections) {
      take(this.open(pool));
      return null;
    }
    if (pool.waiting.size >= MAX_WAITING || this.closed) {
      take(null);
      return null;
    }
    const waiting: Waiting = { deadlineMs: this.environment.monotonicMs() + target.timeouts.connectMs, take };
    pool.waiting.add(waiting);
    // Why: a place whose owner is gone would take a connection away from those who still wait.
    return () => void pool.waiting.delete(waiting);
  }

  /** Refuses those who have waited too long. */
  private sweep(nowMs: number): void {
    for (const pool of this.pools.values()) {
      for (const waiting of pool.waiting) {
        if (waiting.deadlineMs > nowMs) break;
        pool.waiting.delete(waiting);
        waiting.take(null);
      }
    }
  }

  get openConnections(): number {
    let count = 0;
    for (const pool of this.pools.values()) count += pool.open;
    return count;
  }

  close(): void {
    this.closed = true;
    for (const pool of this.pools.values()) {
      for (const connection of pool.idle.splice(0)) connection.destroy();
      for (const waiting of pool.waiting) {
        pool.waiting.delete(waiting);
        waiting.take(null);
      }
    }
  }

  private poolOf(target: UpstreamTarget): Pool {
    let pool = this.pools.get(target.id);
    if (pool === undefined) {
      pool = { target, idle: [], waiting: new Set(), open: 0 };
      this.pools.set(target.id, pool);
    }
    return pool;
  }

  private open(pool: Pool): UpstreamConnection {
    pool.open++;
    return new UpstreamConnection(
      pool.target,
      this.environment,
      (connection) => this.idle(pool, connection),
      (connection) => this.gone(pool, connection),
    );
  }

  private idle(pool: Pool, connection: UpstreamConnection): void {
    const waiting = nextOf(pool);
    if (waiting !== null) waiting.take(connection);
    else if (this.closed) connection.destroy();
    else pool.idle.push(connection);
  }

  private gone(pool: Pool, connection: UpstreamConnection): void {
    pool.open--;
    const index = pool.idle.indexOf(connection);
    if (index !== -1) pool.idle.splice(index, 1);
    const waiting = nextOf(pool);
    if (waiting !== null) waiting.take(this.open(pool));
  }
}

/** Who waits longest, taken out of the queue; null when nobody waits. */
function nextOf(pool: Pool): Waiting | null {
  for (const waiting of pool.waiting) {
    pool.waiting.delete(waiting);
    return waiting;
  }
  return null;
}
