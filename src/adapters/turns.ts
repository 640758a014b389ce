/**
 * Work of which only so much goes on at once. The rest waits its turn by client, each client's next piece before any other's second: whoever brings a thousand at once
 * makes others wait for one of them (fair queueing; Nagle, RFC 970).
 */
export class Turns {
  private free: number;
  /** Whose turn it is next comes first. None is empty. */
  private readonly lines = new Map<string, Set<() => void>>();

  /** `atOnce`: pieces of work under way together, at least one. */
  constructor(atOnce: number) {
    this.free = atOnce;
  }

  /** Does `work` for `client` once it is its turn. Settles as it does. */
  async take<T>(client: string, work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.wait(client, resolve));
    try {
      return await work();
    } finally {
      this.pass();
    }
  }

  private wait(client: string, begin: () => void): void {
    const line = this.lines.get(client);
    if (line === undefined) this.lines.set(client, new Set([begin]));
    else line.add(begin);
  }

  private pass(): void {
    for (const [client, line] of this.lines) {
      this.lines.delete(client);
      const [next] = line;
      if (next === undefined) continue;
      line.delete(next);
      // Behind all others.
      if (line.size > 0) this.lines.set(client, line);
      next();
      return;
    }
    this.free++;
  }
}
