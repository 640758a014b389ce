/** A message kept until it is whole, because its content is judged. All that are kept at once, of all connections, are bounded together. */
import { CollectedBody } from "../serving/collected_body.ts";

/** Bytes that all messages under way may hold: far more than honest ones need, which are whole within moments. */
export const MAX_HELD_BYTES = 67_108_864;

let held = 0;

/** Bytes held at present. */
export function heldBytes(): number {
  return held;
}

export class WholeMessage {
  private body = new CollectedBody();

  /** Adds a copy of a part. False: too much is held by all together, and nothing was added. */
  add(part: Uint8Array): boolean {
    if (held + part.length > MAX_HELD_BYTES) return false;
    held += part.length;
    this.body.add(this.body.length === 0 ? Uint8Array.from(part) : part);
    return true;
  }

  /** The message with its last part; the last part as it is, where it is the only one. Nothing is held afterwards. */
  end(last: Uint8Array): Uint8Array {
    if (this.body.length === 0) return last;
    const { body } = this;
    this.release();
    body.add(last);
    return body.bytes();
  }

  /** Gives up what is kept. */
  release(): void {
    held -= this.body.length;
    this.body = new CollectedBody();
  }
}
