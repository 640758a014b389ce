/** `securityDefinitions` (Swagger 2.0, Security Scheme Object) as `components.securitySchemes`. */
import type { Located } from "../description.ts";
import { isJsonObject, type JsonObject, member, objectMember, stringMember } from "../json_value.ts";
import { placeBelow } from "../place.ts";
import { pointerTo } from "../json_pointer.ts";
import { type Conversion, extensionsOf, type Names, newNames, pick } from "./conversion.ts";

interface Flow {
  /** What OpenAPI 3 calls it. */
  readonly name: string;
  readonly urls: readonly string[];
}

const FLOWS: Readonly<Record<string, Flow>> = {
  implicit: { name: "implicit", urls: ["authorizationUrl"] },
  password: { name: "password", urls: ["tokenUrl"] },
  application: { name: "clientCredentials", urls: ["tokenUrl"] },
  accessCode: { name: "authorizationCode", urls: ["authorizationUrl", "tokenUrl"] },
};

type Converter = (conversion: Conversion, located: Located) => JsonObject;

/** A scheme that can't be understood stays declared, without a type: what names it is not to blame. */
const NOT_UNDERSTOOD: JsonObject = Object.freeze({});

const SCHEMES: Readonly<Record<string, Converter>> = {
  basic: () => ({ type: "http", scheme: "basic" }),
  apiKey: ({ source }, { value, place }) => {
    const where = stringMember(value, "in");
    if (where === undefined || where === "query" || where === "header") return { type: "apiKey", ...pick(value, ["name", "in"]) };
    source.error(
      "openapi.security_scheme",
      `an API key can't be in \`${where}\` in Swagger 2.0; use query or header`,
      placeBelow(place, "in"),
    );
    return NOT_UNDERSTOOD;
  },
  oauth2: ({ source }, { value, place }) => {
    const written = stringMember(value, "flow");
    const flow = written !== undefined && Object.hasOwn(FLOWS, written) ? FLOWS[written] : undefined;
    if (flow === undefined) {
      const message = `a security scheme of type \`oauth2\` must have a \`flow\`: one of ${Object.keys(FLOWS).join(", ")}`;
      source.error("openapi.security_scheme", message, written === undefined ? place : placeBelow(place, "flow"));
      return NOT_UNDERSTOOD;
    }
    for (const url of flow.urls) {
      if (member(value, url) !== undefined) continue;
      source.error("openapi.missing_field", `a security scheme of the flow \`${written ?? ""}\` must have \`${url}\`; add it`, place);
    }
    if (member(value, "scopes") === undefined)
      source.warn("openapi.missing_field", "a security scheme of type `oauth2` must have `scopes`; add them, or `{}`", place);
    return { type: "oauth2", flows: { [flow.name]: { ...pick(value, flow.urls), scopes: objectMember(value, "scopes") } } };
  },
};

/** All schemes, to stand at `/components/securitySchemes`. */
export function toSecuritySchemes(conversion: Conversion, root: Located): Names {
  const definitions = objectMember(root.value, "securityDefinitions");
  const converted = newNames();
  for (const name of Object.keys(definitions)) {
    const value = definitions[name];
    if (!isJsonObject(value)) continue;
    const place = placeBelow(root.place, "securityDefinitions", name);
    conversion.origins.set(pointerTo("/components/securitySchemes", name), place);
    const type = stringMember(value, "type");
    const convert = type !== undefined && Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined;
    if (convert === undefined && type !== undefined) {
      const message = `\`${type}\` is no type of security scheme in Swagger 2.0; use ${Object.keys(SCHEMES).join(", ")}`;
      conversion.source.error("openapi.security_scheme", message, placeBelow(place, "type"));
    }
    converted[name] = { ...extensionsOf(value), ...pick(value, ["description"]), ...convert?.(conversion, { value, place }) };
  }
  return converted;
}
