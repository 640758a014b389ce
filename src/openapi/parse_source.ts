/** Bytes of a description file to its value: JSON or YAML, told apart by content and not by name. */
import { parseJsonSource } from "./json_source.ts";
import { skipJsonBlanks } from "./json_scan.ts";
import type { SourceIssue, SourceLimits, SourceParsed } from "./source_file.ts";
import { parseYamlSource } from "./yaml_source.ts";

const failed = (code: string, message: string): SourceParsed => {
  const issue: SourceIssue = { severity: "error", code, message, pointer: "" };
  return { ok: false, issues: [issue] };
};

/** Reads one file. Text that begins with `{` or `[` is JSON, and YAML only if it is not JSON and not named so. */
export function parseSource(uri: string, bytes: Uint8Array, limits: SourceLimits): SourceParsed {
  if (bytes.length > limits.maxFileBytes) {
    return failed(
      "openapi.too_large",
      `the file has ${bytes.length} bytes where ${limits.maxFileBytes} are allowed; split it or raise the limit`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return failed("openapi.not_utf8", "the file is not UTF-8; save it as UTF-8");
  }
  const first = text.charCodeAt(skipJsonBlanks(text, 0));
  const looksLikeJson = first === 0x7b || first === 0x5b;
  const asJson = looksLikeJson ? parseJsonSource(uri, text, limits) : null;
  if (asJson?.ok === true || (asJson !== null && (uri.endsWith(".json") || asJson.issues[0]?.code !== "openapi.syntax"))) return asJson;
  if (bytes.length > limits.maxYamlBytes) {
    return failed(
      "openapi.too_large",
      `the YAML file has ${bytes.length} bytes where ${limits.maxYamlBytes} are allowed; write it as JSON or split it`,
    );
  }
  return parseYamlSource(uri, text, limits);
}
