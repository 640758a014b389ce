/** A line of the gateway's own log (pino's JSON) for people: time, level, sentence, then what it is about. */
import pc from "picocolors";
import { z } from "zod";
import { toPrintable } from "../printable.ts";

const entry = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().default("") });
const WARN = 40;
const ERROR = 50;

/** Without line break. What is no such line is shown as it is. */
export function logLine(line: string, colours: boolean): string {
  const colour = pc.createColors(colours);
  const decoded = entry.safeParse(parsed(line));
  if (!decoded.success) return toPrintable(line.trim());
  const { level, time, msg, ...about } = decoded.data;
  const words = Object.entries(about).map(([name, value]) => `${name}=${wordOf(value)}`);
  const shown = level >= ERROR ? colour.red("error") : level >= WARN ? colour.yellow("warn ") : colour.blue("info ");
  return `${new Date(time).toISOString().slice(11, 23)}  ${shown}  ${toPrintable(msg)}${words.length === 0 ? "" : `  ${colour.dim(toPrintable(words.join(" ")))}`}`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Of an error its message: a stack has many lines. */
function wordOf(value: unknown): string {
  if (typeof value === "object" && value !== null && "message" in value && typeof value.message === "string") return value.message;
  return typeof value === "string" ? value : JSON.stringify(value);
}
