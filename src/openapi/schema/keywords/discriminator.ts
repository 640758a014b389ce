/** OpenAPI's `discriminator` (3.0.3 and 3.1 Discriminator Object): a property that names the one alternative to check, so that the others cost nothing. */
import { isJsonArray, isJsonObject, type JsonObject } from "../../../codec/json/json_value.ts";
import type { KeywordContext } from "../keyword.ts";
import type { GroupedCheck, SchemaNode } from "../node.ts";
import { toPlaceText } from "../../place.ts";

/** Last segment of a reference: the component name that a discriminator value means where no mapping says otherwise. */
const componentName = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);

function readMapping(discriminator: JsonObject): ReadonlyMap<string, string> {
  const mapping = Object.hasOwn(discriminator, "mapping") ? discriminator["mapping"] : undefined;
  const pairs = new Map<string, string>();
  if (!isJsonObject(mapping)) return pairs;
  for (const value of Object.keys(mapping)) {
    const target = mapping[value];
    if (typeof target === "string") pairs.set(value, target);
  }
  return pairs;
}

/** A check by discriminator in place of `oneOf` or `anyOf`; null where there is none or an alternative has no name, so that all must be tried. */
export function compileDiscriminator(keyword: "oneOf" | "anyOf", context: KeywordContext): GroupedCheck | null {
  if (context.dialect !== "openapi-3.0" && context.dialect !== "openapi-3.1") return null;
  const { schema } = context;
  const { discriminator } = schema;
  const alternatives = schema[keyword];
  if (!isJsonObject(discriminator) || !isJsonArray(alternatives)) return null;
  const { propertyName } = discriminator;
  if (typeof propertyName !== "string") {
    context.issue("discriminator", "`discriminator` must have a `propertyName`");
    return null;
  }
  const byPlace = new Map<string, SchemaNode>();
  const byValue = new Map<string, SchemaNode>();
  for (const [index, alternative] of alternatives.entries()) {
    const ref = isJsonObject(alternative) ? alternative["$ref"] : undefined;
    const target = typeof ref === "string" ? context.locate(ref) : null;
    if (typeof ref !== "string" || target === null) return null;
    const node = context.inPlace(keyword, index);
    byPlace.set(toPlaceText(target.place), node);
    byValue.set(componentName(ref), node);
  }
  for (const [value, written] of readMapping(discriminator)) {
    // A mapping names a component or is a reference (3.1 Discriminator Object: a bare name is a name first).
    const target = context.locate(`#/components/schemas/${encodeURIComponent(written)}`) ?? context.locate(written);
    const node = target === null ? undefined : byPlace.get(toPlaceText(target.place));
    if (node === undefined)
      context.issue("discriminator", `the mapping of \`${value}\` leads to none of the alternatives of \`${keyword}\``, "warning");
    else byValue.set(value, node);
  }
  const place = context.at("discriminator");
  const message = `must have \`${propertyName}\` with the name of one of the alternatives`;
  return {
    group: "compose",
    check: (value, run, seen) => {
      if (!isJsonObject(value)) return run.fail("schema.discriminator", place, message);
      const name = Object.hasOwn(value, propertyName) ? value[propertyName] : undefined;
      const node = typeof name === "string" ? byValue.get(name) : undefined;
      return node === undefined ? run.fail("schema.discriminator", place, message) : node.check(value, run, seen);
    },
  };
}
