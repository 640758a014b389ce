/** Places in the documents of a description: one written under another, and as one text. */
import { pointerTo } from "./json_pointer.ts";
import type { SchemaPlace } from "./operation.ts";

/** A place some steps further down. */
export function placeBelow(place: SchemaPlace, ...tokens: readonly (string | number)[]): SchemaPlace {
  return { uri: place.uri, pointer: pointerTo(place.pointer, ...tokens) };
}

/** The place as a URI reference, `api.yaml#/paths/~1items`: what findings name as their rule, and the key of what is known of a place. */
export function toPlaceText({ uri, pointer }: SchemaPlace): string {
  return `${uri}#${pointer}`;
}
