/** A decoder of options that remembers what it decoded: a block that applies to a thousand operations is decoded once. */
import type { z } from "zod";

/** What is wrong with the options; `path` is relative to them. */
export interface DecodeIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Decoded<O> = { readonly ok: true; readonly value: O } | { readonly ok: false; readonly issues: readonly DecodeIssue[] };

export interface OnceDecoder<O> {
  /** The same decoder for whoever decodes a whole file with it; what it gives there is known here. */
  readonly schema: z.ZodType<O>;
  /** Takes the options as written or as `schema` decoded them; `undefined` stands for none. */
  readonly decode: (source: unknown) => Decoded<O>;
}

/** Remembers objects only, by identity and as long as somebody holds them. */
export function decodeOnce<O>(decoder: z.ZodType<O>): OnceDecoder<O> {
  const decoded = new WeakMap<object, O>();
  const remember = (source: unknown, value: O): O => {
    if (typeof source === "object" && source !== null) decoded.set(source, value);
    if (typeof value === "object" && value !== null) decoded.set(value, value);
    return value;
  };
  return {
    schema: decoder.transform((value): O => remember(null, value)),
    decode: (source) => {
      const known = typeof source === "object" && source !== null ? decoded.get(source) : undefined;
      if (known !== undefined) return { ok: true, value: known };
      const result = decoder.safeParse(source);
      if (result.success) return { ok: true, value: remember(source, result.data) };
      return { ok: false, issues: result.error.issues.map(toDecodeIssue) };
    },
  };
}

function toDecodeIssue({ path, message }: z.core.$ZodIssue): DecodeIssue {
  return { path: path.map((step) => (typeof step === "symbol" ? String(step) : step)), message };
}
