/** A message kept until it is whole, because its content is judged. What all that are kept at once may hold is bounded together. */
import type { KeptHold } from "../../limit/kept_bytes.ts";
import { CollectedBody } from "../serving/collected_body.ts";

export class WholeMessage {
  private readonly hold: KeptHold;
  private body = new CollectedBody();

  /** `hold`: the message's own, with nothing in it. */
  constructor(hold: KeptHold) {
    this.hold = hold;
  }

  /** Adds a copy of a part. False: too much is held already, and nothing was added. */
  add(part: Uint8Array): boolean {
    if (!this.hold.add(part.length)) return false;
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
    this.hold.release();
    this.body = new CollectedBody();
  }
}
