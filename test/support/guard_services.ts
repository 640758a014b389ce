/** What guards are compiled with in tests: a clock that stands still until told, bytes that repeat, real SHA-256. */
import { createHash } from "node:crypto";
import type { GuardServices } from "../../src/guards/define_guard.ts";
import { GuardStates } from "../../src/guards/guard_states.ts";

export interface TestServices extends GuardServices {
  /** Moves both clocks on. */
  advance(ms: number): void;
}

export function guardServices(startMs: number = 1_000_000): TestServices {
  const states = new GuardStates();
  let now = startMs;
  return {
    clock: { nowMs: () => now, monotonicMs: () => now },
    load: { admits: () => true },
    random: { bytes: (count) => new Uint8Array(count).map((_byte, index) => (index * 73 + 11) & 255) },
    hash: { sha256: (input) => createHash("sha256").update(input).digest("base64url") },
    state: (id, create) => states.state(id, create),
    advance: (ms) => {
      now += ms;
    },
  };
}
