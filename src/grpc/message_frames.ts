/** The messages of a gRPC stream by their prefixes: a byte that says whether they are compressed, four of length (gRPC over HTTP2, Length-Prefixed-Message). */

const PREFIX_BYTES = 5;

export type FrameFault = "flag" | "too_long" | "too_many";

export class MessageFrames {
  /** Messages that began. */
  count = 0;
  private readonly maxBytes: number;
  private readonly maxCount: number;
  private prefix = 0;
  private length = 0;
  /** Bytes of the message under way that have not come. */
  private left = 0;

  /** `maxCount`: messages that there may be. */
  constructor(maxBytes: number, maxCount: number = Infinity) {
    this.maxBytes = maxBytes;
    this.maxCount = maxCount;
  }

  /** Whether all that came are whole messages. */
  get whole(): boolean {
    return this.prefix === 0 && this.left === 0;
  }

  /** Reads on; what is wrong, or null. The bytes before a fault may have been passed on, those of the call in which it is found must not. */
  take(bytes: Uint8Array): FrameFault | null {
    let at = 0;
    while (at < bytes.length) {
      if (this.left > 0) {
        const taken = Math.min(this.left, bytes.length - at);
        this.left -= taken;
        at += taken;
        continue;
      }
      const byte = bytes[at] ?? 0;
      at += 1;
      if (this.prefix === 0) {
        if (this.count >= this.maxCount) return "too_many";
        if (byte > 1) return "flag";
        this.length = 0;
      } else this.length = this.length * 256 + byte;
      this.prefix += 1;
      if (this.prefix < PREFIX_BYTES) continue;
      if (this.length > this.maxBytes) return "too_long";
      this.prefix = 0;
      this.left = this.length;
      this.count += 1;
    }
    return null;
  }
}
