/**
 * Documents in, exact issues and routes out. A case is a folder under `documents/` with `openapi.yaml` or `openapi.json`, whatever files that refers to, and
 * `expected.txt`; adding one needs no code. A missing or wrong `expected.txt` shows what it would have to be.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Issue } from "../../../src/kernel/issue.ts";
import { loadDocument } from "../../../src/openapi/document.ts";
import type { Operation } from "../../../src/openapi/operation.ts";
import type { RouteEntry } from "../../../src/openapi/router.ts";

const root = new URL("documents/", import.meta.url);

const issueLine = ({ severity, code, file, pointer, line, column, message }: Issue): string =>
  `${severity} ${code} at ${file ?? "-"}:${line ?? "-"}:${column ?? "-"} ${pointer === "" ? "(whole)" : pointer}\n  ${message}`;

function securityText({ security }: Operation): string {
  if (security === null) return "undeclared";
  if (security.length === 0) return "public";
  const texts = security.map((requirement) => [...requirement].map(([name, scopes]) => `${name}(${scopes.join(" ")})`).join("+"));
  return texts.map((text) => (text === "" ? "anonymous" : text)).join(" or ");
}

function routeLine({ basePaths, operation }: RouteEntry): string {
  const parameters = operation.parameters.map(
    ({ name, in: where, style, explode, required, multiSegment, content }) =>
      `${where}:${name} ${content === null ? style : content.range}${explode ? "*" : ""}${required ? "!" : ""}${multiSegment ? " multi" : ""}`,
  );
  const body = operation.requestBody;
  return [
    `${operation.method} ${basePaths.map((base) => base + operation.template).join(" ")} = ${operation.id}`,
    `security ${securityText(operation)}`,
    ...parameters,
    ...(body === null
      ? []
      : [
          `body${body.required ? "!" : ""} ${body.content.map(({ range, encoding }) => range + (encoding.size > 0 ? ` (${[...encoding.keys()].join(" ")})` : "")).join(" ")}`,
        ]),
    ...operation.responses.map(({ status, content }) => `${status} ${content.map(({ range }) => range).join(" ")}`.trim()),
  ].join("\n  ");
}

async function outcome(folder: URL): Promise<string> {
  const entry = existsSync(new URL("openapi.json", folder)) ? "openapi.json" : "openapi.yaml";
  const loaded = await loadDocument(entry, { read: (uri) => read(new URL(uri, folder)) }, { limits: { maxNodes: 10_000 } });
  const lines = loaded.issues.map(issueLine);
  if (loaded.ok) lines.push(...loaded.value.routes.map(routeLine));
  return `${lines.join("\n")}\n`;
}

/** Without the path of this machine in the error. */
const read = (url: URL): Promise<Uint8Array> => (existsSync(url) ? readFile(url) : Promise.reject(new Error("no such file")));

const cases = readdirSync(root).toSorted();

for (const name of cases) {
  const folder = new URL(`${name}/`, root);
  test(name.replaceAll("_", " "), async () => {
    const expected = new URL("expected.txt", folder);
    assert.equal(await outcome(folder), existsSync(expected) ? readFileSync(expected, "utf8") : "");
  });
}

test("the folder has its cases", () => assert.ok(cases.length >= 30, `${cases.length} cases`));
