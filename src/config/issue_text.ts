/** What is wrong with a value of the configuration, in the words of whoever wrote it rather than in those of the decoder. */
import type { z } from "zod";

function nameOf(key: PropertyKey): string {
  return typeof key === "number" ? `entry ${key}` : `\`${String(key)}\``;
}

/** One sentence. `key`: under which the value stands, or should; undefined for the file as a whole. */
export function issueText(issue: z.core.$ZodIssue, key: PropertyKey | undefined): string {
  const name = key === undefined ? "the file" : nameOf(key);
  if (issue.code === "invalid_type") return typeText(issue, name, key === undefined);
  if (issue.code === "invalid_value") return valueText(issue, name, key);
  if (issue.code === "too_small") return `${name} ${boundText(issue.origin, "at least", Number(issue.minimum))}`;
  if (issue.code === "too_big") return `${name} ${boundText(issue.origin, "at most", Number(issue.maximum))}`;
  return lowerFirst(issue.message);
}

/**
 * What a value must be that is none of several forms, where none of them got further than its kind: words and kinds together. Null where one did, or asks for more
 * than a kind: then its own issues say more. `keys`: of the form that is an object.
 */
export function formsText(forms: readonly (readonly z.core.$ZodIssue[])[], key: PropertyKey, keys: readonly string[]): string | null {
  const single = forms.flatMap(formsWithin).map((issues) => (issues.length === 1 && issues[0]?.path.length === 0 ? issues[0] : null));
  const words = single.flatMap((issue) => (issue?.code === "invalid_value" ? issue.values : []));
  const kinds = single.filter((issue) => issue?.code === "invalid_type");
  const [kind] = kinds;
  if (kind === undefined || single.some((issue) => issue?.code !== "invalid_value" && issue?.code !== "invalid_type")) return null;
  const received = receivedType(kind);
  if (received === "undefined") return null;
  const named = kinds.map(({ expected }) => {
    const type = article(TYPES[expected] ?? expected);
    return expected === "object" && keys.length > 0 && keys.length <= MAX_KEYS ? `${type} of ${listOf(keys)}` : type;
  });
  const wanted = [...words.map((value) => `\`${String(value)}\``), ...new Set(named)].join(" or ");
  // A text that is not the right word is one of the right kind.
  return `${nameOf(key)} must be ${wanted}${words.length > 0 && received === "string" ? "" : `, not ${receivedText(received)}`}`;
}

/** The forms of a form that has some itself. */
function formsWithin(issues: readonly z.core.$ZodIssue[]): readonly (readonly z.core.$ZodIssue[])[] {
  const [only] = issues;
  return issues.length === 1 && only?.code === "invalid_union" && only.path.length === 0 ? only.errors.flatMap(formsWithin) : [issues];
}

/** Keys of an object that are listed. */
const MAX_KEYS = 8;

function listOf(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => `\`${String(value)}\``);
  return shown.length > 2 ? `one of ${shown.join(", ")}` : shown.join(" or ");
}

/** Of what is missing and can only be one thing, that is written out. Whether it is missing is told where the decoder was asked for the input (`reportInput`). */
function valueText(issue: z.core.$ZodIssueInvalidValue, name: string, key: PropertyKey | undefined): string {
  const missing = "input" in issue && issue.input === undefined;
  if (!missing || typeof key !== "string" || issue.values.length !== 1) return `${name} must be ${oneOf(issue.values)}`;
  return `${name} is missing; write \`${key}: ${String(issue.values[0])}\``;
}

function typeText(issue: z.core.$ZodIssueInvalidType, name: string, isFile: boolean): string {
  const received = receivedType(issue);
  if (received === "undefined") return `${name} is missing; it is required`;
  if (isFile && received === "null") return "the file is empty; `portcullis init` writes one for an OpenAPI document";
  return `${name} must be ${article(TYPES[issue.expected] ?? issue.expected)}, not ${receivedText(received)}`;
}

/** What came instead. Zod tells it in the message alone, and of a key that is missing as of a value that is undefined. */
function receivedType({ message }: z.core.$ZodIssueInvalidType): string {
  return /, received (.+)$/u.exec(message)?.[1] ?? "something else";
}

function receivedText(type: string): string {
  return type === "null" ? "empty" : article(TYPES[type] ?? type);
}

/** Types by the names that YAML and JSON have for them. */
const TYPES: Readonly<Record<string, string>> = { array: "list", string: "text", int: "whole number", record: "object", NaN: "number" };

function article(type: string): string {
  return type === "text" ? type : `${/^[aeiou]/u.test(type) ? "an" : "a"} ${type}`;
}

function boundText(origin: string, bound: string, count: number): string {
  if (origin === "array") return `must have ${bound} ${count === 1 ? "one entry" : `${count} entries`}`;
  if (origin === "string") return `must have ${bound} ${count === 1 ? "one character" : `${count} characters`}`;
  return `must be ${bound} ${count}`;
}

function lowerFirst(message: string): string {
  return /^[A-Z][a-z]/u.test(message) ? `${message.charAt(0).toLowerCase()}${message.slice(1)}` : message;
}
