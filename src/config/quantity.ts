/** Decoders of durations and sizes as people write them in the configuration: `30s`, `1MB`. */
import { z } from "zod";
import { parseByteSize } from "../codec/byte_size.ts";
import { parseDuration } from "../codec/duration.ts";

function quantity(parse: (text: string) => number | null, message: string, example: string): z.ZodType<number, string> {
  return z
    .string()
    .meta({ examples: [example] })
    .transform((text, context) => {
      const value = parse(text);
      if (value === null) context.issues.push({ code: "custom", message, input: text });
      return value ?? 0;
    });
}

/** A duration key; the value is milliseconds. */
export const duration: z.ZodType<number, string> = quantity(
  parseDuration,
  "expected a duration such as `250ms`, `30s`, `10m`, `1h` or `7d`",
  "30s",
);
/** A size key; the value is bytes. */
export const size: z.ZodType<number, string> = quantity(parseByteSize, "expected a size such as `64KB`, `1MB` or `2GB`", "1MB");
