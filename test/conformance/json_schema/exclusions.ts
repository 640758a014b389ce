/** Cases of the suite that come out otherwise on purpose, as `draft/file: group: test`, each with its reason. Never more than ten. */

const PROTO = "a body with the name `__proto__` is refused before it is validated";

export const EXCLUSIONS: ReadonlyMap<string, string> = new Map([
  ["draft2020-12/properties.json: properties whose names are Javascript object property names: all present and valid", PROTO],
  ["draft2020-12/required.json: required properties whose names are Javascript object property names: all present", PROTO],
  ["draft4/properties.json: properties whose names are Javascript object property names: all present and valid", PROTO],
  ["draft4/required.json: required properties whose names are Javascript object property names: all present", PROTO],
]);
