/** The world behind `Deps`: this machine's clocks, its randomness, its hash, the load of its event loop. */
import { hash, randomBytes } from "node:crypto";
import type { Deps } from "../kernel/deps.ts";
import { LOOP_LOAD } from "./loop_load.ts";

export const SYSTEM_DEPS: Deps = Object.freeze({
  clock: Object.freeze({ nowMs: () => Date.now(), monotonicMs: () => performance.now() }),
  load: LOOP_LOAD,
  random: Object.freeze({ bytes: (count: number): Uint8Array => randomBytes(count) }),
  hash: Object.freeze({ sha256: (input: string | Uint8Array): string => hash("sha256", input, "base64url") }),
});
