/** Compiles the schema of one side's messages, wherever it is written: in the document, by reference into it, or in the configuration. */
import type { JsonLimits } from "../../codec/json/json_limits.ts";
import type { Issue } from "../../kernel/issue.ts";
import type { SchemaPlace } from "../../openapi/operation.ts";
import { placeBelow } from "../../openapi/place.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "../../openapi/schema/options.ts";
import { compileSchema } from "../../openapi/schema/plan.ts";
import { SchemaRegistry } from "../../openapi/schema/registry.ts";
import type { CompileIssue } from "../define_guard.ts";
import { type JudgeMessage, judgeMessageBy } from "./judge_message.ts";
import type { PolicyScope, Side } from "./policy.ts";

/** Name of a schema that stands in the configuration, where references inside it are resolved. */
const IN_CONFIGURATION = "config:websocket";

interface Found {
  readonly registry: SchemaRegistry;
  readonly place: SchemaPlace;
}

/** Null where it can't be compiled, with the reason in `issues`. */
export function compileMessageSchema(
  schema: string | Readonly<Record<string, unknown>>,
  side: Side,
  json: JsonLimits,
  scope: PolicyScope,
  issues: CompileIssue[],
): JudgeMessage | null {
  const path = [side, "schema"];
  const found = typeof schema === "string" ? referred(schema, scope) : written(schema, side, scope);
  if (typeof found === "string") {
    issues.push({ path, message: found });
    return null;
  }
  const unsupportedPattern = scope.document?.unsupportedPattern ?? "error";
  const compiled = compileSchema(found.place, found.registry, { ...DEFAULT_SCHEMA_OPTIONS, unsupportedPattern });
  const inDocument = found.registry === scope.document?.registry;
  for (const issue of compiled.issues) if (issue.severity === "error") issues.push(toCompileIssue(issue, path, inDocument));
  return compiled.ok ? judgeMessageBy(compiled.plan, side, json) : null;
}

/** The schema that a reference from the operation's file leads to. */
function referred(reference: string, { document, operation }: PolicyScope): Found | string {
  if (document === null) return "there is no document to refer into; write the schema itself";
  const { registry } = document;
  const file = registry.locate({ uri: operation.place.uri, pointer: "" });
  const target = file === null ? null : registry.resolve(reference, file.resource);
  return target === null ? `\`${reference}\` leads to nothing in the API's document` : { registry, place: target.place };
}

function written(schema: Readonly<Record<string, unknown>>, side: Side, { document, place }: PolicyScope): Found {
  if (place !== null && document !== null) return { registry: document.registry, place: placeBelow(place, side, "schema") };
  const registry = new SchemaRegistry();
  registry.add(IN_CONFIGURATION, schema, document?.schemaDialect ?? "2020-12");
  return { registry, place: { uri: IN_CONFIGURATION, pointer: "" } };
}

function toCompileIssue({ message, file, pointer }: Issue, path: readonly string[], inDocument: boolean): CompileIssue {
  if (inDocument) return { path, message, place: { uri: file ?? "", pointer } };
  return { path, message: pointer === "" ? message : `${message} (at \`${pointer}\` of the schema)` };
}
