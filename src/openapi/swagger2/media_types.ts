/** `consumes` and `produces` (Swagger 2.0, Swagger Object and Operation Object): the operation's own list, else the document's. */
import type { Located } from "../description.ts";
import { isJsonArray, member } from "../json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import { placeBelow } from "../place.ts";
import type { Conversion } from "./conversion.ts";

export interface NamedMediaType {
  readonly name: string;
  /** Where it is written. */
  readonly place: SchemaPlace;
}

/** The media types that hold for `operation`; empty where none are named, or where an empty list takes the document's away. */
export function mediaTypesOf(
  { source }: Conversion,
  root: Located,
  operation: Located,
  key: "consumes" | "produces",
): readonly NamedMediaType[] {
  const owner = isJsonArray(member(operation.value, key)) ? operation : root;
  const list = member(owner.value, key);
  const found = new Map<string, NamedMediaType>();
  for (const [index, name] of (isJsonArray(list) ? list : []).entries()) {
    if (typeof name !== "string") continue;
    const place = placeBelow(owner.place, key, index);
    if (found.has(name)) source.warn("openapi.media_type", `the media type \`${name}\` stands twice; remove one`, place);
    else found.set(name, { name, place });
  }
  return [...found.values()];
}
