/** Kept connections per upstream target, and those that wait for one. */
import type { UpstreamTarget } from "../../engine/upstream.ts";
import type { ProxyEnd } from "../../message/proxy_protocol/proxy_header.ts";
import { UpstreamSessions } from "../node_http2/upstream_session.ts";
import { UpstreamStream } from "../node_http2/upstream_stream.ts";
import type { UpstreamLink } from "./upstream_link.ts";
import { UpstreamConnection } from "../net_http1/upstream_connection.ts";
import type { UpstreamEnvironment } from "./upstream_environment.ts";
import { type Waiting, WaitingLine } from "./waiting_line.ts";

interface WaitingRequest extends Waiting {
  readonly source: ProxyEnd | null;
  readonly deadlineMs: number;
  readonly take: (connection: UpstreamLink | null) => void;
}

interface Pool {
  readonly target: UpstreamTarget;
  readonly idle: UpstreamLink[];
  /** In the order in which they came; who gives up leaves at once, whatever place is his. */
  readonly waiting: WaitingLine<WaitingRequest>;
  open: number;
  /** Who uses which connection at present, and how many each uses. */
  readonly lent: Map<UpstreamLink, string>;
  readonly uses: Map<string, number>;
  /** Lets go of a connection whose answer its client does not read; who has waited longest for his client first. */
  readonly stalled: Set<() => void>;
  /** Connections under WebSockets and event streams. */
  readonly lasting: Set<UpstreamLink>;
  /** Of HTTP/2, where each link is a stream and serves one request; null of HTTP/1.1. */
  readonly sessions: UpstreamSessions | null;
}

/** Part of a pool that one client may use at once: slow requests of one must not keep all others out. */
const CLIENT_SHARE = 0.75;

/** Part of a pool that is kept for clients that use hardly any of it, and how much that is: a few that use it up must not make all others wait. */
const RESERVED_SHARE = 1 / 8;
const LIGHT_SHARE = 1 / 64;

/** Part of a pool that answers may hold which their clients do not read: together they must not keep out those who do. */
const STALLED_SHARE = 0.5;

/** Part of a pool that WebSockets and event streams may hold, which last for hours: a few clients with many must not keep every other request out. */
const LASTING_SHARE = 0.75;

/** Requests that may wait for a connection of one target; beyond, the answer is 503 at once, to whoever has the most of them. */
const MAX_WAITING = 1_024;

export class UpstreamPools {
  private readonly environment: UpstreamEnvironment;
  private readonly pools = new Map<string, Pool>();
  private closed = false;

  constructor(environment: UpstreamEnvironment) {
    this.environment = environment;
    environment.sweeper.add({ deadlineMs: 0, sweepSlot: -1, onDeadline: (nowMs) => this.sweep(nowMs) });
  }

  /**
   * Hands a connection to `take`, at once where one is idle or may be opened; null when none was free within the connect time limit. `fresh` never takes a
   * kept one. `client`: who uses it (limit/client_key.ts); nobody uses more than three quarters of a pool, and its last eighth is for those who use hardly any of it.
   * Gives null where `take` was called, else what gives the place in the queue up: then `take` is not called.
   * `source`: the client itself, for targets that are told of it.
   */
  acquire(
    target: UpstreamTarget,
    client: string,
    fresh: boolean,
    take: (connection: UpstreamLink | null) => void,
    source: ProxyEnd | null = null,
  ): (() => void) | null {
    const pool = this.poolOf(target);
    const free = mayUse(pool, client) ? this.free(pool, fresh, source) : null;
    if (free !== null) {
      lend(pool, free, client);
      take(free);
      return null;
    }
    if (this.closed) {
      take(null);
      return null;
    }
    const waiting: WaitingRequest = { client, source, deadlineMs: this.environment.sweeper.nowMs + target.timeouts.connectMs, take };
    const leaves = pool.waiting.add(waiting);
    leaves?.take(null);
    if (leaves === waiting) return null;
    // Why: a place whose owner is gone would take a connection away from those who still wait.
    return () => void pool.waiting.delete(waiting);
  }

  /**
   * An answer waits for its client, and its connection with it. Where too many do, `giveUp` is called of the one that has waited longest. Gives what says that this one
   * waits no more.
   */
  stall(target: UpstreamTarget, giveUp: () => void): () => void {
    const { stalled } = this.poolOf(target);
    stalled.add(giveUp);
    if (stalled.size > Math.max(1, target.maxConnections * STALLED_SHARE)) {
      const [longest] = stalled;
      if (longest !== undefined) {
        stalled.delete(longest);
        longest();
      }
    }
    return () => void stalled.delete(giveUp);
  }

  /** Says that a connection that is lent will be used for long, until it is given back; false where too many are. */
  lasts(target: UpstreamTarget, connection: UpstreamLink): boolean {
    const { lasting } = this.poolOf(target);
    if (lasting.size >= Math.max(1, Math.floor(target.maxConnections * LASTING_SHARE))) return lasting.has(connection);
    lasting.add(connection);
    return true;
  }

  /** A connection that nobody uses: kept, or opened where there is room. */
  private free(pool: Pool, fresh: boolean, source: ProxyEnd | null): UpstreamLink | null {
    const idle = fresh ? undefined : pool.idle.pop();
    return idle ?? (pool.open < pool.target.maxConnections ? this.open(pool, source) : null);
  }

  /** Lets go of connections to addresses that a name no longer has: at once where they are idle, else after the request they serve. */
  retire(hostname: string, addresses: readonly string[]): void {
    const left = ({ remoteAddress }: UpstreamLink): boolean => remoteAddress !== undefined && !addresses.includes(remoteAddress);
    for (const { target, idle, lent } of this.pools.values()) {
      if (target.hostname !== hostname || target.address !== null) continue;
      for (const connection of idle.filter(left)) connection.destroy();
      for (const connection of lent.keys()) if (left(connection)) connection.closeAfter();
    }
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
      pool.sessions?.close();
      for (const waiting of pool.waiting) {
        pool.waiting.delete(waiting);
        waiting.take(null);
      }
    }
  }

  private poolOf(target: UpstreamTarget): Pool {
    const known = this.pools.get(target.id);
    if (known !== undefined) return known;
    const sessions = target.protocol === "h2" ? new UpstreamSessions(this.environment, () => this.forget(pool)) : null;
    const pool: Pool = {
      target,
      idle: [],
      waiting: new WaitingLine(MAX_WAITING),
      open: 0,
      lent: new Map(),
      uses: new Map(),
      stalled: new Set(),
      lasting: new Set(),
      sessions,
    };
    this.pools.set(target.id, pool);
    return pool;
  }

  private open(pool: Pool, source: ProxyEnd | null): UpstreamLink {
    pool.open++;
    const { sessions, target } = pool;
    if (sessions !== null)
      return new UpstreamStream(sessions.withRoom(target), target, this.environment, (stream) => this.gone(pool, stream));
    return new UpstreamConnection(
      pool.target,
      this.environment,
      (connection) => this.idle(pool, connection),
      (connection) => this.gone(pool, connection),
      source,
    );
  }

  private idle(pool: Pool, connection: UpstreamLink): void {
    giveBack(pool, connection);
    const waiting = nextOf(pool);
    if (waiting !== null) {
      lend(pool, connection, waiting.client);
      waiting.take(connection);
    } else if (this.closed) connection.destroy();
    else pool.idle.push(connection);
  }

  /** Why: targets come and go with reloads and addresses, and what nobody uses must not pile up. */
  private forget(pool: Pool): void {
    const unused = pool.open === 0 && pool.waiting.size === 0 && (pool.sessions === null || pool.sessions.size === 0);
    if (unused && this.pools.get(pool.target.id) === pool) this.pools.delete(pool.target.id);
  }

  private gone(pool: Pool, connection: UpstreamLink): void {
    pool.open--;
    const index = pool.idle.indexOf(connection);
    if (index !== -1) pool.idle.splice(index, 1);
    giveBack(pool, connection);
    const waiting = nextOf(pool);
    if (waiting === null) {
      this.forget(pool);
      return;
    }
    const opened = this.open(pool, waiting.source);
    lend(pool, opened, waiting.client);
    waiting.take(opened);
  }
}

/** Whether the client uses less than its share. */
function mayUse({ uses, lent, target: { maxConnections } }: Pool, client: string): boolean {
  const used = uses.get(client) ?? 0;
  if (used >= Math.max(1, Math.ceil(maxConnections * CLIENT_SHARE))) return false;
  return lent.size < maxConnections - Math.floor(maxConnections * RESERVED_SHARE) || used < Math.max(1, maxConnections * LIGHT_SHARE);
}

function lend({ lent, uses }: Pool, connection: UpstreamLink, client: string): void {
  lent.set(connection, client);
  uses.set(client, (uses.get(client) ?? 0) + 1);
}

function giveBack({ lent, uses, lasting }: Pool, connection: UpstreamLink): void {
  lasting.delete(connection);
  const client = lent.get(connection);
  if (client === undefined) return;
  lent.delete(connection);
  const left = (uses.get(client) ?? 1) - 1;
  if (left === 0) uses.delete(client);
  else uses.set(client, left);
}

/** Who waits longest of those who use the fewest and are below their share, taken out of the queue; null when there is none. */
function nextOf(pool: Pool): WaitingRequest | null {
  let next: WaitingRequest | null = null;
  let fewest = Infinity;
  for (const waiting of pool.waiting) {
    const uses = pool.uses.get(waiting.client) ?? 0;
    if (uses >= fewest || !mayUse(pool, waiting.client)) continue;
    next = waiting;
    fewest = uses;
    if (fewest === 0) break;
  }
  if (next !== null) pool.waiting.delete(next);
  return next;
}
