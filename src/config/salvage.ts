/**
 * What can still be judged of a configuration with mistakes: each is cut out or replaced by something harmless, so that it does not hide others, nor what
 * stands in the documents. What is left is for finding issues and never comes into force.
 */
import type { z } from "zod";
import { isJsonArray, isJsonObject, member } from "../openapi/json_value.ts";
import { config, type Config } from "./config.ts";
import { nearestKey } from "./nearest_key.ts";

type Found = readonly z.core.$ZodIssue[];
type Path = readonly PropertyKey[];

export interface Salvaged {
  readonly config: Config;
  /** By API: keys, of its operations too, whose values are not what was meant. Nothing can be said of what depends on them. */
  readonly unread: readonly ReadonlySet<string>[];
}

/** A file with more is left to itself: every cut is a copy. */
const MAX_ISSUES = 1_000;

/** Decoding again after each round of cuts shows rules between keys, which are checked where each key alone is right. */
const MAX_ROUNDS = 8;

/** An API that has no issues, for an entry that is none. */
const STAND_IN_API = { routes: "any", public: true, upstream: "http://upstream.invalid" };
const UNREAD_OF_STAND_IN = ["openapi", "name", "hosts", "prefix", "auth"] as const;

/** Values without issues, for keys that are required or whose absence has issues; other keys are cut out. */
const STAND_INS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["version", 1],
  ["openapi", "unread"],
  ["upstream", STAND_IN_API.upstream],
  ["prefix", "/unread"],
  ["public", true],
  ["auth", { keys: "unread.json" }],
  ["unsupported_pattern", "length_only"],
]);

/** `root`: what the file holds; `found`: what decoding it found. Gives also what is found once that is out of the way; null where too little is left. */
export function salvageConfig(root: unknown, found: Found): { readonly salvaged: Salvaged | null; readonly hidden: Found } {
  const cuts = new Cuts(root);
  const hidden: z.core.$ZodIssue[] = [];
  let current = found;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (current.length > MAX_ISSUES) break;
    cuts.cut(current);
    const result = config.safeParse(cuts.root);
    if (result.success) {
      const unread = result.data.apis.map((_api, index) => cuts.unreadOf(index));
      return { salvaged: { config: result.data, unread }, hidden };
    }
    current = result.error.issues;
    // Why: a rule about a value that was cut out is broken by the cut.
    hidden.push(...current.filter((issue) => !cuts.touched(issue.path)));
  }
  return { salvaged: null, hidden };
}

/** Where an issue lies: in the file, an API or an operation of one, under `key`; `key` is undefined where the owner itself is what is wrong. */
interface Section {
  readonly owner: Path;
  readonly key: PropertyKey | undefined;
}

function sectionOf(path: Path): Section {
  const inApi = path[0] === "apis" && typeof path[1] === "number";
  const depth = !inApi ? 0 : path[2] === "operations" && path.length > 3 ? 4 : 2;
  return { owner: path.slice(0, depth), key: path[depth] };
}

class Cuts {
  root: unknown;
  private readonly places = new Set<string>();
  private readonly unread = new Map<PropertyKey | undefined, Set<string>>();

  constructor(root: unknown) {
    this.root = root;
  }

  unreadOf(api: number): ReadonlySet<string> {
    return this.unread.get(api) ?? new Set();
  }

  /** Whether what `path` leads through was cut out before. */
  touched(path: Path): boolean {
    return this.places.has(placeOf(sectionOf(path)));
  }

  cut(found: Found): void {
    const before = new Set(this.places);
    for (const issue of found) {
      const section = sectionOf(issue.path);
      const place = placeOf(section);
      if (issue.code === "unrecognized_keys") this.cutUnknown(issue, section);
      else if (before.has(place) || !this.places.has(place)) this.cutSection(issue.path, section, before.has(place));
      if (issue.code !== "unrecognized_keys") this.places.add(place);
    }
  }

  private cutUnknown(issue: z.core.$ZodIssueUnrecognizedKeys, { owner, key }: Section): void {
    for (const unknown of issue.keys) {
      this.root = replaced(this.root, [...issue.path, unknown], undefined);
      const meant = key === undefined ? nearestKey(owner, unknown) : String(key);
      if (meant !== null) this.note(owner, [meant]);
    }
  }

  /** `again`: what was put in its place did not fit either. */
  private cutSection(path: Path, { owner, key }: Section, again: boolean): void {
    if (owner.length === 0 && key === "apis") {
      this.root = replaced(this.root, ["apis"], [STAND_IN_API]);
      this.note(["apis", 0], UNREAD_OF_STAND_IN);
    } else if (key === undefined) {
      this.root = replaced(this.root, owner, owner.length === 2 ? STAND_IN_API : undefined);
      this.note(owner, UNREAD_OF_STAND_IN);
    } else if (key === "modes" && path.length === owner.length + 2) {
      // Why `off`: a guard that is off has no issues.
      this.root = replaced(this.root, path, "off");
    } else {
      this.root = replaced(this.root, [...owner, key], again ? undefined : STAND_INS.get(String(key)));
      this.note(owner, [String(key)]);
    }
  }

  private note([, api]: Path, keys: readonly string[]): void {
    const unread = this.unread.get(api) ?? new Set<string>();
    this.unread.set(api, unread);
    for (const key of keys) unread.add(key);
  }
}

function placeOf({ owner, key }: Section): string {
  return JSON.stringify([...owner, key].map(String));
}

/** A copy with `value` at `path`; `undefined` takes it out. Entries of lists keep their places. */
function replaced(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isJsonArray(root)) return root.map((entry, index) => (index === step ? replaced(entry, rest, value) : entry));
  if (!isJsonObject(root)) return root;
  const key = String(step);
  const inner = replaced(member(root, key), rest, value);
  const others = Object.entries(root).filter(([name]) => name !== key);
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]]);
}
