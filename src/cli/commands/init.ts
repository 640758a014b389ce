/** `portcullis init`: a first configuration for an OpenAPI document, such that a caller with a credential gets through and one without does not. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { parseUpstreamUrl } from "../../config/upstream_url.ts";
import type { Issue } from "../../kernel/issue.ts";
import type { OpenApiDocument } from "../../openapi/document.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { DEFAULT_CONFIG_FILE } from "../config_file.ts";
import { type ConfigDraft, toConfigText } from "../init/config_text.ts";
import { type AuthDraft, draftAuth, type IssuerWish } from "../init/draft_auth.ts";
import { sampleCall } from "../init/sample_call.ts";
import { toPrintable } from "../printable.ts";
import { toShellWord } from "../shell_word.ts";
import { countIssues, showIssues } from "../show_issues.ts";

/** What belongs to this machine alone: keys, events, the schema for editors. */
const STATE_FOLDER = ".portcullis";
const ADDRESS = "http://127.0.0.1:8080";

interface Wish {
  readonly document: string;
  readonly upstream: string;
  readonly issuer: IssuerWish | null;
  /** Absolute path of the configuration. */
  readonly out: string;
  readonly force: boolean;
}

function wishOf(args: readonly string[], io: Io): Wish {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      upstream: { type: "string" },
      issuer: { type: "string" },
      audience: { type: "string" },
      out: { type: "string", default: DEFAULT_CONFIG_FILE },
      force: { type: "boolean", default: false },
    },
  });
  const [document, ...rest] = positionals;
  const { upstream, issuer, audience } = values;
  if (document === undefined || rest.length > 0) throw new UsageError("name one OpenAPI document: `init ./openapi.yaml --upstream URL`");
  if (/^https?:\/\//iu.test(document))
    throw new UsageError("init reads a file; download the document first, and keep it beside the configuration");
  if (upstream === undefined) throw new UsageError("say where the API runs: `--upstream http://127.0.0.1:3000`");
  const url = parseUpstreamUrl(upstream);
  if (typeof url === "string") throw new UsageError(`say where the API runs with \`--upstream\`: ${url}`);
  if ((issuer === undefined) !== (audience === undefined))
    throw new UsageError("`--issuer` and `--audience` go together: without the audience any token of the issuer would do");
  const out = resolve(io.cwd, values.out);
  if (existsSync(out) && !values.force) throw new UsageError(`${values.out} exists; --force writes over it, --out names another file`);
  return {
    document: resolve(io.cwd, document),
    upstream,
    issuer: issuer === undefined || audience === undefined ? null : { issuer, audience },
    out,
    force: values.force,
  };
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const wish = wishOf(args, io);
  const document = await load(wish.document, io);
  if (document === null) return EXIT.config;
  const folder = dirname(wish.out);
  const draft: ConfigDraft = {
    title: document.title,
    operations: document.operations.length,
    openapi: pathFrom(folder, wish.document),
    upstream: wish.upstream,
    basePath: document.basePaths.find((path) => path !== "") ?? "",
    auth: draftAuth(document, wish.issuer),
    lengthOnly: false,
    schema: `${STATE_FOLDER}/config.schema.json`,
    keysFile: `${STATE_FOLDER}/keys.json`,
  };
  const checked = await checkedText(draft, wish.out);
  if (checked.text === null) {
    showIssues(checked.issues, io);
    io.err(`nothing was written (${countIssues(checked.issues)}); put right what is named above, in the document, and try again\n`);
    return EXIT.config;
  }
  await writeAll(wish, checked.text, folder);
  const { createKey, listKeys } = await import("../../adapters/key_file.ts");
  const { SYSTEM_DEPS } = await import("../../adapters/system_deps.ts");
  const keysFile = join(folder, draft.keysFile);
  const firstKey =
    draft.auth.keys && listKeys(keysFile).length === 0
      ? createKey(keysFile, { name: "first", scopes: draft.auth.keyScopes }, SYSTEM_DEPS).key
      : null;
  const warnings = checked.issues.filter(({ severity }) => severity === "warning").length;
  const written = { file: relative(io.cwd, wish.out), document, auth: draft.auth, firstKey, warnings };
  for (const line of report(written)) io.out(`${toPrintable(line)}\n`);
  return EXIT.ok;
}

async function load(file: string, io: Io): Promise<OpenApiDocument | null> {
  const { loadDocument } = await import("../../openapi/document.ts");
  const { fileUri, readDocument } = await import("../../adapters/document_reader.ts");
  const loaded = await loadDocument(fileUri(file), { read: (uri) => readDocument(uri, false) });
  if (loaded.ok) return loaded.value;
  showIssues(loaded.issues, io);
  io.err(`nothing was written: the document can't be used (${countIssues(loaded.issues)})\n`);
  return null;
}

/** The text that `check` accepts, tried beside the place where it will stand so that relative paths mean the same; null where nothing helps. */
async function checkedText(draft: ConfigDraft, out: string): Promise<{ readonly text: string | null; readonly issues: readonly Issue[] }> {
  const { checkGateway } = await import("../../gateway.ts");
  const trial = join(dirname(out), `.${basename(out)}.${process.pid}.draft`);
  let issues: readonly Issue[] = [];
  for (const lengthOnly of [false, true]) {
    const text = toConfigText({ ...draft, lengthOnly });
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(trial, text);
    try {
      const checked = await checkGateway({ configPath: trial });
      issues = checked.issues.map((issue) => (issue.file === trial ? { ...issue, file: out } : issue));
      if (checked.generation !== null) return { text, issues };
    } finally {
      rmSync(trial);
    }
    if (!issues.some(({ message }) => message.includes("unsupported_pattern: length_only"))) break;
  }
  return { text: null, issues };
}

async function writeAll({ out, force }: Wish, text: string, folder: string): Promise<void> {
  const { configSchema } = await import("../../config/config_schema.ts");
  const state = join(folder, STATE_FOLDER);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(join(state, "config.schema.json"), `${JSON.stringify(configSchema(), null, 2)}\n`);
  // Why: what lies there is this machine's alone and no repository's.
  writeFileSync(join(state, ".gitignore"), "*\n");
  if (!force) {
    writeFileSync(out, text, { flag: "wx" });
    return;
  }
  writeFileSync(`${out}.new`, text);
  renameSync(`${out}.new`, out);
}

interface Written {
  readonly file: string;
  readonly document: OpenApiDocument;
  readonly auth: AuthDraft;
  /** The key that was made, null where none was. */
  readonly firstKey: string | null;
  readonly warnings: number;
}

function report({ file, document, auth, firstKey, warnings }: Written): readonly string[] {
  const open = auth.publicOperations === 0 ? "" : `, ${auth.publicOperations} of them open to anyone as the document says`;
  const credentials = [...(auth.issuer === null ? [] : [`a token of ${auth.issuer.issuer}`]), ...(auth.keys ? ["an API key"] : [])];
  const call = sampleCall(document, auth);
  const suffix = file === DEFAULT_CONFIG_FILE ? "" : ` ${toShellWord(file)}`;
  const scopes = auth.keyScopes.length === 0 ? "" : ` --scopes ${toShellWord(auth.keyScopes.join(","))}`;
  return [
    `wrote ${file}: ${document.operations.length} operations${open}; callers show ${credentials.join(" or ")}`,
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? "" : "s"}: \`portcullis check${suffix}\` shows them`]),
    ...(firstKey === null ? [] : [`a first key, shown this once: ${firstKey}`]),
    "",
    "next:",
    `  portcullis run${suffix}`,
    ...(call === null ? [`  portcullis matrix${suffix}      # who may call what`] : []),
    ...(call?.credential === "key" && firstKey === null
      ? [`  KEY=$(portcullis keys create NAME${scopes}${suffix === "" ? "" : ` -c${suffix}`})`]
      : []),
    ...(call === null
      ? []
      : [
          `  ${call.curl(ADDRESS, null)}      # 401: nobody says who calls`,
          `  ${call.curl(ADDRESS, call.credential === "token" ? "$TOKEN" : (firstKey ?? "$KEY"))}      # passes`,
        ]),
  ];
}

/** `./openapi.yaml`: relative where the document lies below or near the configuration, with slashes on every platform. */
function pathFrom(folder: string, file: string): string {
  const path = relative(folder, file).split(sep).join("/");
  return path.startsWith(".") || path.startsWith("/") || path.includes(":") ? path : `./${path}`;
}

export const init: Command = {
  name: "init",
  summary: "write a configuration for an OpenAPI document",
  usage: `init OPENAPI --upstream URL [--issuer URL --audience NAME] [--out portcullis.yaml] [--force]

Reads the document (OpenAPI 3.0 to 3.2 or Swagger 2.0, JSON or YAML), writes a short commented configuration that \`check\` accepts, and says what to try next.
  --upstream            where the API runs
  --issuer, --audience  whose tokens are accepted, and what this API is called in their \`aud\`; without them callers show API keys,
                        and a first key is made and shown once
  --out                 the file to write; one that exists is left alone without --force

examples:
  portcullis init ./openapi.yaml --upstream http://127.0.0.1:3000
  portcullis init ./openapi.json --upstream https://api.internal:8443 --issuer https://idp.example --audience orders`,
  run,
};
