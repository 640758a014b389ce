/** `portcullis keys create|list|revoke`: API keys. A key is shown once, on standard output; only its digest is kept. */
import { dirname, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createKey, type KeyWish, listKeys, revokeKey } from "../../adapters/key_file.ts";
import { SYSTEM_DEPS } from "../../adapters/system_deps.ts";
import { parseDuration } from "../../codec/duration.ts";
import type { ApiKeyRecord } from "../../token/key_store.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { DEFAULT_CONFIG_FILE } from "../config_file.ts";
import { outputFormat } from "../output_format.ts";
import { showIssues } from "../show_issues.ts";
import { toTable } from "../table.ts";

const COLUMNS = [
  { title: "id" },
  { title: "name", flexible: true },
  { title: "subject", flexible: true },
  { title: "scopes", flexible: true },
  { title: "apis" },
  { title: "state" },
];

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      config: { type: "string", short: "c" },
      file: { type: "string" },
      subject: { type: "string" },
      issuer: { type: "string" },
      scopes: { type: "string" },
      apis: { type: "string" },
      expires: { type: "string" },
      output: { type: "string" },
    },
  });
  const [verb, name, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`\`${rest.join(" ")}\` is too much`);
  const format = outputFormat(values.output, ["text", "json"]);
  if (verb === "create") {
    if (name === undefined) throw new UsageError("name the key: `keys create NAME`");
    const wish = wishOf(name, values);
    const file = await keyFileOf(values, io, wish.apis);
    return file === null ? EXIT.config : create(file, wish, format, io);
  }
  if (verb === "list" && name === undefined) {
    const file = await keyFileOf(values, io);
    return file === null ? EXIT.config : list(file, format, io);
  }
  if (verb === "revoke") {
    if (name === undefined) throw new UsageError("which key? `keys revoke ID`; `keys list` has the ids");
    const file = await keyFileOf(values, io);
    return file === null ? EXIT.config : revoke(file, name, io);
  }
  throw new UsageError("expected `create NAME`, `list` or `revoke ID`");
}

/**
 * The file that `--file` names, or the one that the configuration's `auth.keys` name. Null when the configuration can't be read, which was said. `apis`, which a key
 * is to open, must be in the configuration, as far as it names its APIs itself.
 */
async function keyFileOf(
  values: { readonly file?: string | undefined; readonly config?: string | undefined },
  io: Io,
  apis: readonly string[] = [],
): Promise<string | null> {
  if (values.file !== undefined) return resolve(io.cwd, values.file);
  const configFile = resolve(io.cwd, values.config ?? DEFAULT_CONFIG_FILE);
  const { readConfigFile } = await import("../../adapters/read_config_file.ts");
  const parsed = readConfigFile(configFile);
  if (!parsed.ok) {
    showIssues(parsed.issues, io);
    return null;
  }
  const known = parsed.value.config.apis.map(({ name }) => name);
  const unknown = known.includes(null) ? undefined : apis.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no API \`${unknown}\`; there are ${known.join(", ")}`);
  const auths = parsed.value.config.apis.flatMap((api) => [api.auth, ...[...api.operations.values()].map(({ auth }) => auth)]);
  const names = [...new Set(auths.flatMap((auth) => (auth === null || auth.keys === null ? [] : [auth.keys])))];
  const [only] = names;
  if (only === undefined)
    throw new UsageError(
      `no \`auth\` in ${relative(io.cwd, configFile)} names a file of \`keys\`; add \`keys: .portcullis/keys.json\`, or give --file`,
    );
  if (names.length > 1) throw new UsageError(`the configuration names several files of keys (${names.join(", ")}); say which with --file`);
  return resolve(dirname(configFile), only);
}

interface WishFlags {
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  readonly scopes?: string | undefined;
  readonly apis?: string | undefined;
  readonly expires?: string | undefined;
}

function wishOf(name: string, flags: WishFlags): KeyWish {
  const list = (text: string): readonly string[] => text.split(/[ ,]+/u).filter((part) => part !== "");
  const lifetimeMs = flags.expires === undefined ? null : parseDuration(flags.expires);
  if (flags.expires !== undefined && (lifetimeMs === null || lifetimeMs < 1_000))
    throw new UsageError(`\`--expires ${flags.expires}\`: expected a duration of a second or more, such as \`90d\``);
  return {
    name,
    ...(flags.subject === undefined ? {} : { subject: flags.subject }),
    ...(flags.issuer === undefined ? {} : { issuer: flags.issuer }),
    ...(flags.scopes === undefined ? {} : { scopes: list(flags.scopes) }),
    ...(flags.apis === undefined ? {} : { apis: list(flags.apis) }),
    ...(lifetimeMs === null ? {} : { lifetimeS: Math.floor(lifetimeMs / 1_000) }),
  };
}

function create(file: string, wish: KeyWish, format: "text" | "json", io: Io): number {
  const { key, record } = createKey(file, wish, SYSTEM_DEPS);
  if (format === "json") io.out(`${JSON.stringify({ key, ...publicPart(record) }, null, 2)}\n`);
  else {
    io.err(`key \`${record.id}\` for ${record.subject}; this is the only time it is shown, ${relative(io.cwd, file)} keeps its digest\n`);
    io.out(`${key}\n`);
  }
  return EXIT.ok;
}

function list(file: string, format: "text" | "json", io: Io): number {
  const records = listKeys(file);
  if (format === "json") io.out(`${JSON.stringify(records.map(publicPart), null, 2)}\n`);
  else if (records.length === 0) io.err("there are no keys yet; `portcullis keys create NAME` makes one\n");
  else for (const line of toTable(COLUMNS, records.map(cells), io.columns)) io.out(`${line}\n`);
  return EXIT.ok;
}

function revoke(file: string, id: string, io: Io): number {
  const record = revokeKey(file, id, SYSTEM_DEPS);
  if (record === null) {
    io.err(`there is no key \`${id}\`; \`portcullis keys list\` has the ids\n`);
    return EXIT.runtime;
  }
  io.err(`key \`${record.id}\` of ${record.subject} is revoked; a running gateway refuses it within a second\n`);
  return EXIT.ok;
}

const cells = (record: ApiKeyRecord): readonly string[] => [
  record.id,
  record.name,
  record.subject,
  record.scopes.join(" "),
  record.apis === null ? "all" : record.apis.join(" "),
  stateOf(record),
];

function stateOf(record: ApiKeyRecord): string {
  if (record.revokedAtS !== null) return `revoked ${dateText(record.revokedAtS)}`;
  if (record.expiresAtS === null) return "valid";
  return `${record.expiresAtS * 1_000 <= SYSTEM_DEPS.clock.nowMs() ? "expired" : "valid until"} ${dateText(record.expiresAtS)}`;
}

const dateText = (epochS: number): string => new Date(epochS * 1_000).toISOString().slice(0, 16).replace("T", " ");

/** Without the digest: it is no secret, but nobody needs it. */
function publicPart({ digest: _digest, ...rest }: ApiKeyRecord): Omit<ApiKeyRecord, "digest"> {
  return rest;
}

export const keys: Command = {
  name: "keys",
  summary: "create, list and revoke API keys",
  usage: `keys create NAME [--subject S] [--issuer URL] [--scopes A,B] [--apis A,B] [--expires 90d]
       portcullis keys list [--output text|json]
       portcullis keys revoke ID
       each with [-c CONFIG] or [--file KEYS]

The key is printed once, alone on standard output; its digest goes into the file that \`auth.keys\` of the configuration names.
  --subject, --issuer   whom the key stands for: NAME and \`portcullis\` where nothing is said; an issuer of tokens makes key and token one caller
  --scopes, --apis      what it may do, and which APIs it opens: no scopes and all APIs where nothing is said
A running gateway takes new keys and refuses revoked ones within a second.

examples:
  portcullis keys create ci-pipeline --scopes orders:read --expires 90d
  portcullis keys list
  portcullis keys revoke k2fj3mzq7a`,
  run,
};
