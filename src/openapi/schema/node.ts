/** A compiled schema: its keywords as closures, grouped by the type of value they speak about. */
import { isJsonArray, JsonNumber } from "../../codec/json/json_value.ts";
import type { Evaluated } from "./evaluated.ts";
import { NODE_STEPS, type Run } from "./run.ts";

/**
 * One keyword. True where the value fits; false after `run.fail` said why. `seen` collects what was evaluated, null where nobody asks. Only called for values
 * of the type it is registered for.
 */
export type Check = (value: unknown, run: Run, seen: Evaluated | null) => boolean;
/** `gate`: any value, first, and a failure ends the schema. `compose`: any value, after those of its type. `last`: any value, only where all others passed. */
export type Group = "gate" | "string" | "number" | "object" | "array" | "compose" | "last";

/** A schema that may still be compiled: cycles hold the node and call it later. */
export interface SchemaNode {
  check: Check;
}

export interface GroupedCheck {
  readonly group: Group;
  readonly check: Check;
}

/** Runs checks in order; goes on after a failure only where more errors are wanted. */
function runAll(checks: readonly Check[], value: unknown, run: Run, seen: Evaluated | null): boolean {
  let valid = true;
  for (let index = 0; index < checks.length; index += 1) {
    if (checks[index]?.(value, run, seen) === false) {
      if (run.stops) return false;
      valid = false;
    }
  }
  return valid;
}

/** One check out of those of a schema, run by group and within it in their order. */
export function combineChecks(grouped: readonly GroupedCheck[]): Check {
  const of = (group: Group): readonly Check[] => grouped.filter((entry) => entry.group === group).map((entry) => entry.check);
  const [gate, strings, numbers, objects, arrays, compose, last] = [
    of("gate"),
    of("string"),
    of("number"),
    of("object"),
    of("array"),
    of("compose"),
    of("last"),
  ];
  const none: readonly Check[] = [];
  const select = (value: unknown): readonly Check[] => {
    if (typeof value === "string") return strings;
    if (typeof value === "number") return numbers;
    if (typeof value !== "object" || value === null) return none;
    if (isJsonArray(value)) return arrays;
    return value instanceof JsonNumber ? numbers : objects;
  };
  return (value, run, seen) => {
    if (!run.spend(NODE_STEPS)) return false;
    // Why a gate: once the type is wrong or the value is refused as such, what its parts should be is noise.
    for (let index = 0; index < gate.length; index += 1) if (gate[index]?.(value, run, seen) === false) return false;
    let valid = runAll(select(value), value, run, seen);
    if (!valid && run.stops) return false;
    if (compose.length > 0 && !runAll(compose, value, run, seen)) valid = false;
    return valid && (last.length === 0 || runAll(last, value, run, seen));
  };
}
