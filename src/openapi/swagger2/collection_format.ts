/** `collectionFormat` of a list (Swagger 2.0, Parameter Object and Header Object) as `style` and `explode`. */
import type { Located } from "../description.ts";
import { stringMember } from "../json_value.ts";
import type { ParameterStyle } from "../operation.ts";
import { placeBelow } from "../place.ts";
import type { Conversion } from "./conversion.ts";

export type ListPlace = "query" | "formData" | "path" | "header";

export interface ListStyle {
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

const COMMAS: ListStyle = { style: "simple", explode: false };
const FIELDS: Readonly<Record<string, ListStyle>> = {
  csv: { style: "form", explode: false },
  ssv: { style: "spaceDelimited", explode: false },
  pipes: { style: "pipeDelimited", explode: false },
  multi: { style: "form", explode: true },
};

/** What OpenAPI 3 can say of each place. `tsv` is in none: no style has tabs. */
const STYLES: Readonly<Record<ListPlace, Readonly<Record<string, ListStyle>>>> = {
  query: FIELDS,
  formData: FIELDS,
  path: { csv: COMMAS },
  header: { csv: COMMAS },
};

/** The style of a list; null after the issue was noted. Commas where nothing is written. */
export function listStyle({ source }: Conversion, { value, place }: Located, where: ListPlace): ListStyle | null {
  const format = stringMember(value, "collectionFormat") ?? "csv";
  const styles = STYLES[where];
  const style = Object.hasOwn(styles, format) ? styles[format] : undefined;
  if (style !== undefined) return style;
  const what = where === "formData" ? "a form" : where === "query" ? "the query" : `a ${where}`;
  const message = `a list in ${what} that is written as \`${format}\` could not be checked; use ${Object.keys(styles).join(", ")}`;
  source.error("openapi.collection_format", message, placeBelow(place, "collectionFormat"));
  return null;
}
