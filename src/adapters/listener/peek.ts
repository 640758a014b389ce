/** Reads the first bytes of a connection until they say what they are, and puts back what is not used up. */
import type net from "node:net";

export interface Decided<T> {
  readonly value: T;
  /** Bytes that are used up; the others are read again by whoever comes next. */
  readonly used: number;
}

/** `bytes` are all that came so far, at least one; null asks for more. It must decide within a bound of its own, since what it has not decided on is held. */
export type Decide<T> = (bytes: Uint8Array) => Decided<T> | null;

const FIRST_CAPACITY = 4_096;

/**
 * What `decide` came to; null where the connection ended before. The socket, from which nothing else reads, is left paused: its next reader finds what was put
 * back, then what comes.
 */
export function peek<T>(socket: net.Socket, decide: Decide<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    let held = Buffer.allocUnsafe(FIRST_CAPACITY);
    let length = 0;
    const settle = (finish: () => void): void => {
      socket.off("readable", look);
      socket.off("end", over);
      socket.off("close", over);
      finish();
    };
    const over = (): void => settle(() => resolve(null));
    const look = (): void => {
      for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read()) {
        // Why doubling: a caller who sends byte by byte must not have all of them copied for each.
        if (length + chunk.length > held.length) held = Buffer.concat([held.subarray(0, length)], 2 * (length + chunk.length));
        length += chunk.copy(held, length);
        let decided: Decided<T> | null;
        try {
          decided = decide(held.subarray(0, length));
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
          return;
        }
        if (decided === null) continue;
        const { value, used } = decided;
        settle(() => {
          if (used < length && !socket.destroyed) socket.unshift(held.subarray(used, length));
          resolve(value);
        });
        return;
      }
    };
    socket.on("readable", look);
    socket.on("end", over);
    socket.on("close", over);
    if (socket.destroyed) over();
  });
}
