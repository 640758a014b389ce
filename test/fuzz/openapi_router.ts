import { canonicalPath } from "../../src/codec/path.ts";
import type { Operation, Parameter } from "../../src/openapi/operation.ts";
import { parseTemplate } from "../../src/openapi/path_template.ts";
import { readEncoded } from "../../src/openapi/route.ts";
import { compileRouter, type Router } from "../../src/openapi/router.ts";
import type { FuzzTarget } from "./target.ts";

/** `m…` may contain slashes, `x…` is matrix-style. */
const TEMPLATES = ["/", "/a", "/a/{p}", "/a/{p}.json", "/a/{p}...{q}", "/{m}/end", "/x/{x}", "/a/b/{m}", "/{m}/a/{p}-{q}", "/é/{p}/"];

function parameter(name: string): Parameter {
  const place = { uri: "", pointer: "" };
  const style = name.startsWith("x") ? "matrix" : "simple";
  const rest = { allowReserved: false, allowEmptyValue: false, content: null, schema: place, place };
  return { name, in: "path", required: true, style, explode: false, multiSegment: name.startsWith("m"), ...rest };
}

function operation(template: string): Operation {
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new Error(parsed.message);
  const none = { tags: [], requestBody: null, responses: [], security: null, deprecated: false, extensions: {} };
  const parameters = parsed.names.map(parameter);
  return { id: template, method: "GET", template, documented: true, parameters, place: { uri: "", pointer: template }, ...none };
}

function compile(): Router {
  const compiled = compileRouter(TEMPLATES.map((template) => ({ basePaths: [""], operation: operation(template) })));
  if (!compiled.ok) throw new Error("the templates do not compile");
  return compiled.value;
}

const router = compile();

/** The path that the parameters make when they are put into the template. */
const fill = (template: string, value: (name: string) => string): string =>
  template.replaceAll(/\{(\w+)\}/gu, (_whole, name: string) => value(name));

/** What was read, put back into the template, is the path that was judged; encoded and decoded readings say the same. */
export const target: FuzzTarget = {
  name: "openapi-router",
  run: (bytes) => {
    const path = canonicalPath(`/${new TextDecoder("latin1").decode(bytes)}`);
    if ("refused" in path) return;
    const match = router.match("GET", path);
    if (match.kind !== "match") return;
    const encoded = readEncoded(match.route, path);
    const { template } = match.operation;
    if (fill(template, (name) => match.parameters[name] ?? "") !== `/${path.segments.join("/")}`)
      throw new Error(`decoded reading differs: ${template}`);
    const again = fill(template, (name) => encoded[name] ?? "");
    if (decodeURIComponent(again) !== decodeURIComponent(path.forwarded)) throw new Error(`encoded reading differs: ${template}`);
    for (const name of Object.keys(match.parameters)) {
      if (decodeURIComponent(encoded[name] ?? "") !== match.parameters[name]) throw new Error(`the readings of ${name} differ`);
      if (match.parameters[name] === "") throw new Error(`${name} is empty`);
    }
  },
};
