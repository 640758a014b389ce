/** What converting a Swagger document works with, and the small things all its parts need. */
import type { Description } from "../description.ts";
import type { JsonObject } from "../json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import type { Origins } from "./origins.ts";

export interface Conversion {
  /** The Swagger document; what is wrong with it is said here, at its own places. */
  readonly source: Description;
  readonly origins: Origins;
}

/** A map under construction whose keys are names out of a document: `__proto__` is one of them and nothing more. */
export type Names = Record<string, unknown>;

export const newNames = (): Names => Object.create(null);

/** A reference from the converted document to a place of the Swagger document, where the schema stays. */
export function referenceTo({ uri, pointer }: SchemaPlace): { readonly $ref: string } {
  return { $ref: `${uri}#${pointer.replaceAll("%", "%25")}` };
}

/** The `x-` members, which keep their meaning. */
export function extensionsOf(value: JsonObject): JsonObject {
  const found = newNames();
  for (const key of Object.keys(value)) if (key.startsWith("x-")) found[key] = value[key];
  return found;
}

/** The members named, as far as they are there. */
export function pick(value: JsonObject, keys: readonly string[]): JsonObject {
  const found = newNames();
  for (const key of keys) if (Object.hasOwn(value, key)) found[key] = value[key];
  return found;
}
