/** Networks as they are written in the configuration. */
import { z } from "zod";
import { parseCidr } from "../codec/cidr.ts";

/** `10.0.0.0/8`, `2001:db8::/32` or one address. */
export const cidr: z.ZodType<string, string> = z.string().superRefine((text, context) => {
  const parsed = parseCidr(text);
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed });
});
