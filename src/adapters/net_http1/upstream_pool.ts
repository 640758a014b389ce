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
  readonly waiting: Waiting[];
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
   * kept one.
   */
  acquire(target: UpstreamTarget, fresh: boolean, take: (connection: UpstreamConnection | null) => void): void {
    const pool = this.poolOf(target);
    if (!fresh) {
      const idle = pool.idle.pop();
      if (idle !== undefined) {
        take(idle);
        return;
      }
    }
    if (pool.open < target.maxConnections) {
      take(this.open(pool));
      return;
    }
    if (pool.waiting.length >= MAX_WAITING || this.closed) {
      take(null);
      return;
    }
    pool.waiting.push({ deadlineMs: this.environment.monotonicMs() + target.timeouts.connectMs, take });
  }

  /** Refuses those who have waited too long. */
  private sweep(nowMs: number): void {
    for (const pool of this.pools.values()) {
      while (pool.waiting[0] !== undefined && pool.waiting[0].deadlineMs <= nowMs) pool.waiting.shift()?.take(null);
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
      for (const waiting of pool.waiting.splice(0)) waiting.take(null);
    }
  }

  private poolOf(target: UpstreamTarget): Pool {
    let pool = this.pools.get(target.id);
    if (pool === undefined) {
      pool = { target, idle: [], waiting: [], open: 0 };
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
    const waiting = pool.waiting.shift();
    if (waiting !== undefined) waiting.take(connection);
    else if (this.closed) connection.destroy();
    else pool.idle.push(connection);
  }

  private gone(pool: Pool, connection: UpstreamConnection): void {
    pool.open--;
    const index = pool.idle.indexOf(connection);
    if (index !== -1) pool.idle.splice(index, 1);
    const waiting = pool.waiting.shift();
    if (waiting !== undefined) waiting.take(this.open(pool));
  }
}
