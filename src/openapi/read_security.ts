/** Security schemes and requirements (OpenAPI 3.2 sections 4.27 to 4.30). */
import type { Description, Located } from "./description.ts";
import { placeBelow } from "./place.ts";
import { isJsonArray, isJsonObject, member, objectMember, stringMember } from "./json_value.ts";
import type { SchemaPlace, SecurityRequirement, SecurityScheme } from "./operation.ts";

/** One reader per `type`; null where a field it needs is missing, which is then reported. */
const SCHEMES: Readonly<Record<string, (description: Description, located: Located) => SecurityScheme | null>> = {
  http: (description, located) => {
    const scheme = needed(description, located, "scheme");
    return scheme === null
      ? null
      : { type: "http", scheme: scheme.toLowerCase(), bearerFormat: stringMember(located.value, "bearerFormat") ?? null };
  },
  apiKey: (description, located) => {
    const name = needed(description, located, "name");
    const where = needed(description, located, "in");
    if (name === null || where === null) return null;
    if (where === "query" || where === "header" || where === "cookie") return { type: "apiKey", name, in: where };
    description.error(
      "openapi.security_scheme",
      `an API key can't be in \`${where}\`; use query, header or cookie`,
      placeBelow(located.place, "in"),
    );
    return null;
  },
  oauth2: (description, { value, place }) => {
    const flows = member(value, "flows");
    if (flows === undefined)
      description.error("openapi.missing_field", "a security scheme of type `oauth2` must have `flows`; add it", place);
    return { type: "oauth2", flows };
  },
  openIdConnect: (description, located) => {
    const openIdConnectUrl = needed(description, located, "openIdConnectUrl");
    return openIdConnectUrl === null ? null : { type: "openIdConnect", openIdConnectUrl };
  },
  mutualTLS: (description, { place }) => {
    if (description.isAtLeast("3.1")) return { type: "mutualTLS" };
    description.error(
      "openapi.security_scheme",
      "the type `mutualTLS` exists from OpenAPI 3.1 on; raise `openapi`",
      placeBelow(place, "type"),
    );
    return null;
  },
};

function needed(description: Description, { value, place }: Located, field: string): string | null {
  const text = stringMember(value, field);
  if (text !== undefined) return text;
  const type = stringMember(value, "type") ?? "";
  description.error("openapi.missing_field", `a security scheme of type \`${type}\` must have \`${field}\`; add it`, place);
  return null;
}

/** The schemes of `components.securitySchemes` by name; HTTP scheme names in lower case. */
export function readSecuritySchemes(description: Description, root: Located): ReadonlyMap<string, SecurityScheme> {
  const schemes = objectMember(objectMember(root.value, "components"), "securitySchemes");
  const read = new Map<string, SecurityScheme>();
  for (const name of Object.keys(schemes)) {
    const located = description.follow(schemes[name], placeBelow(root.place, "components", "securitySchemes", name));
    const type = located === null ? undefined : stringMember(located.value, "type");
    if (located === null || type === undefined) continue;
    const reader = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined;
    if (reader === undefined) {
      const message = `\`${type}\` is no type of security scheme; use ${Object.keys(SCHEMES).join(", ")}`;
      description.error("openapi.security_scheme", message, placeBelow(located.place, "type"));
      continue;
    }
    const scheme = reader(description, located);
    if (scheme !== null) read.set(name, scheme);
  }
  return read;
}

/** A `security` list; null where there is none. A name must be declared, or the requirement could never be met. */
export function readSecurity(
  description: Description,
  security: unknown,
  place: SchemaPlace,
  declared: ReadonlySet<string>,
): readonly SecurityRequirement[] | null {
  if (!isJsonArray(security)) return null;
  const alternatives: SecurityRequirement[] = [];
  for (const [index, alternative] of security.entries()) {
    if (!isJsonObject(alternative)) continue;
    const requirement = new Map<string, readonly string[]>();
    for (const name of Object.keys(alternative)) {
      const scopes = alternative[name];
      if (!declared.has(name)) {
        const message = `the security scheme \`${name}\` is not declared; add it to \`${description.writing.schemesKey}\``;
        description.error("openapi.undeclared_scheme", message, placeBelow(place, index, name));
      }
      requirement.set(name, isJsonArray(scopes) ? scopes.filter((scope) => typeof scope === "string") : []);
    }
    alternatives.push(requirement);
  }
  return alternatives;
}
