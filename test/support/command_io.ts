/** Calls a command in this process and keeps what it says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { type Command, UsageError } from "../../src/cli/command.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export interface Called {
  /** 64 for a usage error, whose message is `err`. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Errors that are no usage errors are thrown on. */
export async function callCommand(command: Command, args: readonly string[], cwd: string): Promise<Called> {
  let out = "";
  let err = "";
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    colours: false,
    columns: Number.POSITIVE_INFINITY,
    cwd,
    env: {},
  };
  try {
    return { code: await command.run(args, io), out, err };
  } catch (error) {
    if (error instanceof UsageError) return { code: 64, out, err: error.message };
    throw error;
  }
}

/** A folder with these files, gone after the test. */
export function folderWith(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(context);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A small API with an operation for anyone and one that takes API keys. */
export const SMALL_PROJECT: Readonly<Record<string, string>> = {
  "openapi.yaml": `openapi: 3.1.0
info: { title: Things, version: "1" }
paths:
  /things:
    get: { operationId: list, security: [], responses: { "200": { description: ok } } }
    post: { operationId: make, security: [{ key: [write] }], responses: { "201": { description: made } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`,
  "portcullis.yaml": `version: 1
store: off
apis:
  - { openapi: ./openapi.yaml, upstream: "http://127.0.0.1:9", auth: { keys: keys.json } }
`,
};
