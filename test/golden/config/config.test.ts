/**
 * Configurations in, exact issues or what they compile to out. A case is a folder under `cases/` with `portcullis.yaml`, whatever files that refers to, and
 * `expected.txt`; adding one needs no code. A missing or wrong `expected.txt` shows what it would have to be; with `WRITE_GOLDEN=1` it is written, to be read.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type MatrixRow, toMatrix } from "../../../src/engine/matrix.ts";
import { checkGateway } from "../../../src/gateway.ts";
import type { Issue } from "../../../src/kernel/issue.ts";

const root = new URL("cases/", import.meta.url);

function issueLine({ severity, code, file, pointer, line, column, message }: Issue, folder: URL): string {
  const path = file === null ? "-" : relative(fileURLToPath(folder), file.startsWith("file:") ? fileURLToPath(file) : file);
  // Messages name files as they were read; the folder of this machine is cut out.
  const text = message.replaceAll(folder.href, "").replaceAll(fileURLToPath(folder), "");
  return `${severity} ${code} at ${path}:${line ?? "-"}:${column ?? "-"} ${pointer === "" ? "(whole)" : pointer}\n  ${text}`;
}

function rowLines(row: MatrixRow): readonly string[] {
  const guards = row.guards.map(({ name, phase, mode }) => `${phase}:${name}${mode === "enforce" ? "" : `(${mode})`}`);
  return [
    `${row.api} ${row.operation} = ${row.method} ${row.path}${row.validated ? "" : " unvalidated"}`,
    `  ${row.authMode === "enforce" ? "" : `(${row.authMode}) `}${row.access}`,
    `  body ${row.maxBodyBytes}${row.limits.length === 0 ? "" : `; ${row.limits.join("; ")}`}`,
    `  ${guards.join(" ")}`,
  ];
}

async function outcome(folder: URL): Promise<string> {
  const { generation, config, issues } = await checkGateway({ configPath: fileURLToPath(new URL("portcullis.yaml", folder)) });
  const lines = issues.map((issue) => issueLine(issue, folder));
  if (generation !== null && config !== null) {
    lines.push(`head: ${generation.headGuards.map(({ name, mode }) => (mode === "enforce" ? name : `${name}(${mode})`)).join(" ")}`);
    lines.push(...(await toMatrix(generation, config)).flatMap(rowLines));
  }
  return `${lines.join("\n")}\n`;
}

const cases = readdirSync(root).toSorted();

for (const name of cases) {
  const folder = new URL(`${name}/`, root);
  test(name.replaceAll("_", " "), async () => {
    const expected = new URL("expected.txt", folder);
    const actual = await outcome(folder);
    if (process.env["WRITE_GOLDEN"] === "1") writeFileSync(expected, actual);
    assert.equal(actual, existsSync(expected) ? readFileSync(expected, "utf8") : "");
  });
}

test("the folder has its cases", () => assert.ok(cases.length >= 20, `${cases.length} cases`));
