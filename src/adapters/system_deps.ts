/** The world behind `Deps`: this machine's clocks, its randomness, its hash. */
import { hash, randomBytes } from "node:crypto";
import type { Deps } from "../kernel/deps.ts";

export const SYSTEM_DEPS: Deps = Object.freeze({
  clock: Object.freeze({ nowMs: () => Date.now(), monotonicMs: () => performance.now() }),
  random: Object.freeze({ bytes: (count: number): Uint8Array => randomBytes(count) }),
  hash: Object.freeze({ sha256: (input: string | Uint8Array): string => hash("sha256", input, "base64url") }),
});
