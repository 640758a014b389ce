/** Durations and sizes as people write them in the configuration: `250ms`, `30s`, `10m`, `1h`, `7d`; `512B`, `64KB`, `1MB`, `2GB`. */
import { z } from "zod";

const DURATION_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
/** Powers of ten are for disks; these are the powers of two that memory limits mean. */
const SIZE_BYTES: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ["KB", 1_024],
  ["MB", 1_048_576],
  ["GB", 1_073_741_824],
]);

function parseQuantity(text: string, units: ReadonlyMap<string, number>): number | null {
  const match = /^([0-9]{1,9})\s?([A-Za-z]{1,2})$/u.exec(text);
  const factor = units.get(match?.[2] ?? "");
  if (match === null || factor === undefined) return null;
  return Number(match[1]) * factor;
}

/** Milliseconds of a duration such as `30s`; null when it is none. */
export function parseDuration(text: string): number | null {
  return parseQuantity(text, DURATION_MS);
}

/** Bytes of a size such as `1MB`; null when it is none. */
export function parseSize(text: string): number | null {
  return parseQuantity(text, SIZE_BYTES);
}

function quantity(pattern: string, parse: (text: string) => number | null, message: string, example: string): z.ZodType<number> {
  return z
    .string()
    .regex(new RegExp(pattern, "u"), message)
    .meta({ examples: [example] })
    .transform((text, context) => {
      const value = parse(text);
      if (value === null) context.issues.push({ code: "custom", message, input: text });
      return value ?? 0;
    });
}

/** Decoder of a duration key; the value is milliseconds. */
export const duration: z.ZodType<number> = quantity(
  "^[0-9]{1,9} ?(ms|s|m|h|d)$",
  parseDuration,
  "expected a duration such as `250ms`, `30s`, `10m`, `1h` or `7d`",
  "30s",
);
/** Decoder of a size key; the value is bytes. */
export const size: z.ZodType<number> = quantity(
  "^[0-9]{1,9} ?(B|KB|MB|GB)$",
  parseSize,
  "expected a size such as `64KB`, `1MB` or `2GB`",
  "1MB",
);
