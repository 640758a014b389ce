/** JSONTestSuite (Nicolas Seriot, MIT) against the parser of request bodies: `y_` accepted, `n_` refused, `i_` as decided in `decisions.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_JSON_LIMITS } from "../../../src/codec/json/json_limits.ts";
import { parseJson } from "../../../src/codec/json/parse_json.ts";
import { WorkBudget } from "../../../src/kernel/budget.ts";
import type { ConformanceReport, ConformanceSource } from "../report.ts";
import { DECIDED, REFUSED_ON_PURPOSE } from "./decisions.ts";

/** The verdict on one text: `accepted`, or the code of the refusal. */
const verdictOf = (bytes: Uint8Array): string => {
  const parsed = parseJson(bytes, DEFAULT_JSON_LIMITS, new WorkBudget(1_000_000));
  return parsed.ok ? "accepted" : parsed.refusal.code;
};

function run(args: readonly string[]): ConformanceReport {
  const [folder] = args;
  if (folder === undefined) throw new Error("the folder of the JSON texts is missing: npm run conformance -- json FOLDER");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const failures: string[] = [];
  const skips: string[] = [];
  const notes: string[] = [];
  let passed = 0;
  const expect = (file: string, fine: boolean, got: string): void => {
    if (fine) passed += 1;
    else failures.push(`${file}: ${got}`);
  };
  for (const file of files.toSorted()) {
    const got = verdictOf(readFileSync(join(folder, file)));
    const strict = REFUSED_ON_PURPOSE.get(file);
    if (file.startsWith("n_")) expect(file, got !== "accepted", got);
    else if (strict !== undefined) {
      if (got === strict.code) skips.push(`${file}: refused on purpose with ${got}: ${strict.reason}`);
      else failures.push(`${file}: ${got}, where ${strict.code} is our decision`);
    } else if (file.startsWith("y_")) expect(file, got === "accepted", got);
    else {
      const decided = DECIDED.get(file);
      expect(file, decided === got, decided === undefined ? `${got}, and not decided` : `${got}, where ${decided} is our decision`);
      notes.push(`${file}: ${got}`);
    }
  }
  const present = new Set(files);
  for (const file of [...DECIDED.keys(), ...REFUSED_ON_PURPOSE.keys()])
    if (!present.has(file)) failures.push(`${file}: listed, but not in the folder`);
  return { passed, failures, skips, notes };
}

export const json: ConformanceSource = { usage: "json FOLDER", run };
