/** What is wrong with a value of the configuration, in the words of whoever wrote it rather than in those of the decoder. */
import type { z } from "zod";

/** One sentence. `key`: under which the value stands, or should; undefined for the file as a whole. */
export function issueText(issue: z.core.$ZodIssue, key: PropertyKey | undefined): string {
  const name = key === undefined ? "the file" : typeof key === "number" ? `entry ${key}` : `\`${String(key)}\``;
  if (issue.code === "invalid_type") return typeText(issue, name, key === undefined);
  if (issue.code === "invalid_value") return `${name} must be ${oneOf(issue.values)}`;
  if (issue.code === "too_small") return `${name} ${boundText(issue.origin, "at least", Number(issue.minimum))}`;
  if (issue.code === "too_big") return `${name} ${boundText(issue.origin, "at most", Number(issue.maximum))}`;
  return lowerFirst(issue.message);
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => `\`${String(value)}\``);
  return shown.length > 2 ? `one of ${shown.join(", ")}` : shown.join(" or ");
}

function typeText(issue: z.core.$ZodIssueInvalidType, name: string, isFile: boolean): string {
  // Zod tells what it got in the message alone, and of a key that is missing as of a value that is undefined.
  const received = /, received (.+)$/u.exec(issue.message)?.[1] ?? "something else";
  if (received === "undefined") return `${name} is missing; it is required`;
  if (isFile && received === "null") return "the file is empty; `portcullis init` writes one for an OpenAPI document";
  return `${name} must be ${article(TYPES[issue.expected] ?? issue.expected)}, not ${received === "null" ? "empty" : article(TYPES[received] ?? received)}`;
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
