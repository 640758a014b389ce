/** UUID version 7 (RFC 9562 section 5.7): ids that sort by the time they were made and that nobody can guess. */
import type { Clock, Random } from "../kernel/deps.ts";

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BATCH = 4096;
/** Random bytes of one id: `rand_b` with two bits given to the variant. */
const RANDOM_BYTES = 8;
const COUNTER_LIMIT = 0x1000;

const hexAt = (bytes: Uint8Array, at: number): string => HEX[bytes[at] ?? 0] ?? "";

/**
 * A source of UUIDv7 texts, lower case with dashes, each greater than the one before it, within a millisecond and when the clock goes back too:
 * `rand_a` is a counter (RFC 9562 section 6.2, method 1) that starts at a random value below 2048 in each millisecond; should it run over, the next millisecond
 * is used before its time. 62 bits are random, drawn in batches.
 */
export function uuid7Source(clock: Clock, random: Random): () => string {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  let timeMs = -1;
  let counter = 0;
  let timeText = "";

  function begin(ms: number): void {
    timeMs = ms;
    counter = (((pool[used] ?? 0) & 7) << 8) | (pool[used + 1] ?? 0);
    used += 2;
    const hex = ms.toString(16).padStart(12, "0");
    timeText = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7`;
  }

  return () => {
    if (used + RANDOM_BYTES + 2 > pool.length) {
      pool = random.bytes(BATCH);
      used = 0;
    }
    const nowMs = Math.floor(clock.nowMs());
    if (nowMs > timeMs) begin(nowMs);
    else {
      counter += 1;
      if (counter === COUNTER_LIMIT) begin(timeMs + 1);
    }
    const at = used;
    used += RANDOM_BYTES;
    const variant = HEX[((pool[at] ?? 0) & 0x3f) | 0x80] ?? "";
    const counterText = `${HEX[counter >> 8]?.charAt(1) ?? ""}${HEX[counter & 255] ?? ""}`;
    return `${timeText}${counterText}-${variant}${hexAt(pool, at + 1)}-${hexAt(pool, at + 2)}${hexAt(pool, at + 3)}${hexAt(pool, at + 4)}${hexAt(pool, at + 5)}${hexAt(pool, at + 6)}${hexAt(pool, at + 7)}`;
  };
}
