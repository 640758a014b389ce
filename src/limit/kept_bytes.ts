/**
 * Memory that callers' bytes may take while they are kept whole: bounded in all, and for each client by what is free (OWASP API4:2023). Bounds on one body or one
 * connection say nothing of ten thousand of them.
 *
 * A client may keep as much as then is free, no more (dynamic thresholds; Choudhury and Hahne, 1998): alone half of the whole, beside two greedy ones a quarter. So there
 * is always room left for who comes next, however many take all they can.
 */
export class KeptBytes {
  private readonly most: number;
  private readonly clients = new Map<string, number>();
  private taken = 0;

  /** `most`: bytes of all clients together. */
  constructor(most: number) {
    this.most = most;
  }

  /** Bytes kept at present. */
  get bytes(): number {
    return this.taken;
  }

  /** Clients that something is kept of. */
  get size(): number {
    return this.clients.size;
  }

  /** Keeps so many bytes more of `client` (client_key.ts); false, and nothing changes, where there is no room for them. Who got them must give them back. */
  take(client: string, bytes: number): boolean {
    const own = this.clients.get(client) ?? 0;
    if (own + bytes > this.most - this.taken - bytes) return false;
    this.taken += bytes;
    // Why the copy: a key cut out of a request's head would keep the whole head alive.
    this.clients.set(own === 0 ? ` ${client}`.slice(1) : client, own + bytes);
    return true;
  }

  giveBack(client: string, bytes: number): void {
    const left = (this.clients.get(client) ?? 0) - bytes;
    if (left < 0) throw new Error("more bytes were given back than were kept");
    this.taken -= bytes;
    if (left === 0) this.clients.delete(client);
    else this.clients.set(client, left);
  }
}

/** What is kept of one body or message, nothing at first. Whoever made it must `release` it. */
export class KeptHold {
  /** So much. */
  bytes = 0;
  private readonly all: KeptBytes;
  private readonly client: string;

  constructor(all: KeptBytes, client: string) {
    this.all = all;
    this.client = client;
  }

  /** So many bytes more are to be kept. False where there is no room for them: then nothing has changed. */
  add(bytes: number): boolean {
    if (bytes === 0) return true;
    if (!this.all.take(this.client, bytes)) return false;
    this.bytes += bytes;
    return true;
  }

  /** So many bytes less are kept. */
  giveBack(bytes: number): void {
    if (bytes === 0) return;
    this.bytes -= bytes;
    this.all.giveBack(this.client, bytes);
  }

  /** Nothing is kept any more; more may be added afterwards. */
  release(): void {
    this.giveBack(this.bytes);
  }
}
