/** The seed of a keyed table: what nobody outside can know, so that nobody can aim at another's place in it. */
import type { Random } from "../kernel/deps.ts";

/** 32 random bits as a signed integer. */
export function randomSeed(random: Random): number {
  return random.bytes(4).reduce((seed, byte) => (seed << 8) | byte, 0);
}
