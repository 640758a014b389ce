/** A description of one YAML file, for tests of what reads parts of it. */
import { Description, type Located, type OpenApiVersion } from "../../src/openapi/description.ts";
import { EXTENSIONS } from "../../src/openapi/extensions.ts";
import { FileSet } from "../../src/openapi/file_set.ts";
import { isJsonObject } from "../../src/openapi/json_value.ts";
import { DEFAULT_LOAD_LIMITS } from "../../src/openapi/load_files.ts";
import { scanReferences } from "../../src/openapi/scan_references.ts";
import { parseYamlSource } from "../../src/openapi/yaml_source.ts";

/** The file `api.yaml` with this text; its root is `root`. Throws where the text is no YAML object. */
export function describeYaml(text: string, version: OpenApiVersion = "3.1"): { readonly description: Description; readonly root: Located } {
  const parsed = parseYamlSource("api.yaml", text, DEFAULT_LOAD_LIMITS);
  if (!parsed.ok || !isJsonObject(parsed.file.root)) throw new TypeError(`no YAML object: ${JSON.stringify(parsed)}`);
  const files = new FileSet();
  files.add({ uri: "api.yaml", source: "api.yaml", content: parsed.file, scan: scanReferences(parsed.file.root, "api.yaml") });
  const description = new Description(version, files, new Map(EXTENSIONS.map((row) => [row.key, row] as const)));
  return { description, root: { value: parsed.file.root, place: { uri: "api.yaml", pointer: "" } } };
}

/** Issues so far, each as `code pointer`. */
export function issuesIn(description: Description): readonly string[] {
  return description.issues.map(({ code, place }) => `${code} ${place.pointer}`);
}
