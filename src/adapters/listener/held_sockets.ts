/**
 * Sockets that listen and that this process takes no connection from: it holds them for its workers, which get them as descriptors. What comes while none of them
 * is there waits in the queue.
 */
import { lookup } from "node:dns/promises";
import { closeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { Address } from "../../config/listener_options.ts";

export interface HeldSocket {
  readonly fd: number;
  readonly port: number;
}

/** What the thread says once all listen, or one can't. */
const opened = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("open"), sockets: z.array(z.strictObject({ fd: z.int().min(0), port: z.int().min(0) })) }),
  z.strictObject({ kind: z.literal("failed"), index: z.int().min(0), code: z.string(), message: z.string() }),
]);

/** Why the addresses can't be listened on; `index` among those that were asked for. */
export class ListenError extends Error {
  readonly index: number;
  readonly code: string;

  constructor(index: number, code: string, message: string) {
    super(message);
    this.index = index;
    this.code = code;
  }
}

export class HeldSockets {
  readonly sockets: readonly HeldSocket[];
  private readonly thread: Worker | null;
  private readonly inherited: readonly number[];

  private constructor(sockets: readonly HeldSocket[], thread: Worker | null, inherited: readonly number[]) {
    this.sockets = sockets;
    this.thread = thread;
    this.inherited = inherited;
  }

  /**
   * Of the addresses, in their order; `inherited` has the descriptors of those that listen already. Rejects with a `ListenError`.
   *
   * Why a thread: Node.js takes connections from every socket that it opened to listen on, and can't be told to leave that to others. A thread that opens them and then
   * blocks takes none, and its descriptors are those of the process.
   */
  static async open(addresses: readonly Address[], inherited: readonly (number | null)[]): Promise<HeldSockets> {
    const missing = addresses.flatMap((address, index) => (inherited[index] == null ? [{ address, index }] : []));
    const there = inherited.filter((fd) => fd !== null);
    if (missing.length === 0) return new HeldSockets(toHeld(addresses, inherited, []), null, there);
    // Why here: the thread must open all in one turn of its loop, so that it takes no connection to the first while it looks for the second.
    const wanted = await Promise.all(
      missing.map(async ({ address: { host, port }, index }) => {
        try {
          return { host: (await lookup(host)).address, port };
        } catch (error) {
          throw new ListenError(index, "ENOTFOUND", error instanceof Error ? error.message : String(error));
        }
      }),
    );
    // The checkout runs this file as .ts, an installed package as .js; its neighbour has the same ending.
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const thread = new Worker(new URL(`./held_sockets_thread.${ending}`, import.meta.url), { workerData: wanted, execArgv: [] });
    const said = opened.parse(
      await new Promise((resolve, reject) => {
        thread.once("message", resolve);
        thread.once("error", reject);
      }),
    );
    if (said.kind === "failed") {
      await thread.terminate();
      throw new ListenError(missing[said.index]?.index ?? 0, said.code, said.message);
    }
    thread.unref();
    return new HeldSockets(toHeld(addresses, inherited, said.sockets), thread, there);
  }

  /** From here on nobody but the workers holds them. */
  async close(): Promise<void> {
    for (const fd of this.inherited) closeSync(fd);
    await this.thread?.terminate();
  }
}

function toHeld(addresses: readonly Address[], inherited: readonly (number | null)[], made: readonly HeldSocket[]): readonly HeldSocket[] {
  const rest = [...made];
  return addresses.flatMap(({ port }, index) => {
    const fd = inherited[index] ?? null;
    return fd === null ? rest.splice(0, 1) : [{ fd, port }];
  });
}
