import { parseSource } from "../../src/openapi/parse_source.ts";
import type { FuzzTarget } from "./target.ts";

const LIMITS = { maxFileBytes: 1 << 20, maxYamlBytes: 1 << 20, maxNodes: 10_000, maxDepth: 60 };

/** Every pointer of a value, the deepest last. */
function pointers(value: unknown, pointer: string, into: string[]): void {
  into.push(pointer);
  if (typeof value !== "object" || value === null || into.length > 200) return;
  if (Object.hasOwn(value, "__proto__")) throw new Error("`__proto__` came through");
  for (const [key, child] of Object.entries(value)) pointers(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, into);
}

/** Any bytes are a value or issues; a value is plain JSON of bounded size whose every place has a line. */
export const target: FuzzTarget = {
  name: "openapi-source",
  run: (bytes) => {
    const parsed = parseSource("a.yaml", bytes, LIMITS);
    if (!parsed.ok) {
      if (parsed.issues.length === 0) throw new Error("refused without an issue");
      return;
    }
    const { root } = parsed.file;
    const text = JSON.stringify(root);
    if (JSON.stringify(JSON.parse(text)) !== text) throw new Error("the value is not plain JSON");
    const all: string[] = [];
    pointers(root, "", all);
    const found = parsed.file.locate(all);
    for (const pointer of all) if ((found.get(pointer)?.line ?? 0) < 1) throw new Error(`no line for ${pointer}`);
  },
};
