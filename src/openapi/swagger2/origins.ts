/** From places of a converted document back to those of the Swagger document it was made from: what issues and findings name. */
import { placeBelow } from "../place.ts";
import { parsePointer } from "../../codec/json/json_pointer.ts";
import { pointerTo } from "../json_pointer.ts";
import type { SchemaPlace } from "../operation.ts";

interface Origin {
  readonly place: SchemaPlace;
  /** Made up as a whole: what is below has no place of its own. */
  readonly whole: boolean;
}

export class Origins {
  private readonly uri: string;
  private readonly known = new Map<string, Origin>();

  /** `uri` is that of the converted document; where nothing else is said its places are those of `entry`. */
  constructor(uri: string, entry: SchemaPlace) {
    this.uri = uri;
    this.known.set("", { place: entry, whole: false });
  }

  /** What stands at `pointer` was made from what stands at `place`, member for member where they have the same. */
  set(pointer: string, place: SchemaPlace): void {
    this.known.set(pointer, { place, whole: false });
  }

  /** What stands at `pointer` and anywhere below it was made from what stands at `place`. */
  setWhole(pointer: string, place: SchemaPlace): void {
    this.known.set(pointer, { place, whole: true });
  }

  /** Where `place` is written; a place of another document is its own. */
  of(place: SchemaPlace): SchemaPlace {
    if (place.uri !== this.uri) return place;
    const rest: string[] = [];
    const tokens = [...(parsePointer(place.pointer) ?? [])];
    for (;;) {
      const origin = this.known.get(pointerTo("", ...tokens));
      if (origin !== undefined) return origin.whole ? origin.place : placeBelow(origin.place, ...rest);
      const last = tokens.pop();
      // The root is always known.
      if (last === undefined) return place;
      rest.unshift(last);
    }
  }
}
