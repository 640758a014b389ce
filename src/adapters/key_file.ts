/**
 * The file of API keys: what `portcullis keys` writes and a gateway reads. It holds digests, never keys; still it says who may call, so only its owner may read or
 * write it. Changes are made whole or not at all, one writer at a time.
 */
import { closeSync, openSync, unlinkSync } from "node:fs";
import { z } from "zod";
import { errorCode } from "../codec/thrown.ts";
import type { Deps } from "../kernel/deps.ts";
import { generateApiKey } from "../token/api_key.ts";
import { parseIssuerUrl } from "../token/issuer_url.ts";
import { type ApiKeyRecord, OWN_ISSUER } from "../token/key_store.ts";
import { makePrivateFolder, readPrivateFile, writePrivateFile } from "./private_file.ts";

/** Most keys in one file; beyond it a database is wanted. */
const MAX_KEYS = 100_000;
const MAX_FILE_LENGTH = 64_000_000;

const text = z.string().min(1).max(256);
const epochS = z.int().min(0);

const record: z.ZodType<ApiKeyRecord> = z.strictObject({
  id: z.string().regex(/^[a-z2-7]{10}$/u),
  name: text,
  digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/u),
  subject: text,
  issuer: z
    .string()
    .refine((value) => value === OWN_ISSUER || typeof parseIssuerUrl(value) === "object", "it is neither `portcullis` nor an issuer"),
  scopes: z.array(text).max(200),
  apis: z.array(text).max(200).nullable(),
  createdAtS: epochS,
  expiresAtS: epochS.nullable(),
  revokedAtS: epochS.nullable(),
});

const keyFile: z.ZodType<{ readonly version: 1; readonly keys: readonly ApiKeyRecord[] }> = z.strictObject({
  version: z.literal(1),
  keys: z.array(record).max(MAX_KEYS),
});

/** The records of the file; none when there is no file. Throws, with a sentence that names the file, for one that others may read and for one that is not whole. */
export function readKeyFile(file: string): readonly ApiKeyRecord[] {
  const written = readPrivateFile(file);
  if (written === null) return [];
  if (written.length > MAX_FILE_LENGTH) throw new Error(`\`${file}\` is too large for a file of API keys`);
  const decoded = keyFile.safeParse(parse(file, written));
  if (!decoded.success) {
    const [issue] = decoded.error.issues;
    throw new Error(`\`${file}\` is no file of API keys: at \`/${issue?.path.join("/") ?? ""}\`: ${issue?.message ?? "unknown"}`);
  }
  return decoded.data.keys;
}

function parse(file: string, written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    // The parser's message would repeat what the file holds.
    throw new Error(`\`${file}\` is no file of API keys: it is not JSON`);
  }
}

/** What a new key is to be. */
export interface KeyWish {
  readonly name: string;
  /** Whom the key stands for; its own name where nothing else is said. */
  readonly subject?: string;
  /** Whose subject that is: an issuer of tokens, so that key and token name the same caller; `portcullis` where nothing is said. */
  readonly issuer?: string;
  readonly scopes?: readonly string[];
  /** APIs that it opens; all where nothing is said. */
  readonly apis?: readonly string[];
  /** Seconds from now; without an end where nothing is said. */
  readonly lifetimeS?: number;
}

/** `key` is shown once: it can't be had again. */
export interface CreatedKey {
  readonly key: string;
  readonly record: ApiKeyRecord;
}

/** Makes a key and adds its record. Throws for a file that can't be used, and for a wish that is no record. */
export function createKey(file: string, wish: KeyWish, deps: Deps): CreatedKey {
  const { id, key } = generateApiKey(deps.random);
  const nowS = Math.floor(deps.clock.nowMs() / 1000);
  const made = record.safeParse({
    id,
    name: wish.name,
    digest: deps.hash.sha256(key),
    subject: wish.subject ?? wish.name,
    issuer: wish.issuer ?? OWN_ISSUER,
    scopes: wish.scopes ?? [],
    apis: wish.apis ?? null,
    createdAtS: nowS,
    expiresAtS: wish.lifetimeS === undefined ? null : nowS + wish.lifetimeS,
    revokedAtS: null,
  });
  if (!made.success) {
    const [issue] = made.error.issues;
    throw new Error(`no key was made: its ${String(issue?.path[0] ?? "record")} is not usable: ${issue?.message ?? "unknown"}`);
  }
  change(file, (keys) => [...keys, made.data]);
  return { key, record: made.data };
}

/** Every record, revoked and expired ones too, in the order in which they were made. Throws as `readKeyFile`. */
export function listKeys(file: string): readonly ApiKeyRecord[] {
  return readKeyFile(file);
}

/** Revokes the key with that id for good; the record as it is now, or null where there is none. A key that is revoked already stays as it was. */
export function revokeKey(file: string, id: string, deps: Deps): ApiKeyRecord | null {
  const revokedAtS = Math.floor(deps.clock.nowMs() / 1000);
  let revoked: ApiKeyRecord | null = null;
  change(file, (keys) =>
    keys.map((key) => {
      if (key.id !== id) return key;
      revoked = key.revokedAtS === null ? { ...key, revokedAtS } : key;
      return revoked;
    }),
  );
  return revoked;
}

/** One writer at a time: the lock is a file that only one can make. */
function change(file: string, next: (keys: readonly ApiKeyRecord[]) => readonly ApiKeyRecord[]): void {
  makePrivateFolder(file);
  const lock = `${file}.lock`;
  let descriptor: number;
  try {
    descriptor = openSync(lock, "wx", 0o600);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    throw new Error(`\`${file}\` is being changed by another command; try again, or delete \`${lock}\` if none is running`, {
      cause: error,
    });
  }
  try {
    const keys = next(readKeyFile(file));
    if (keys.length > MAX_KEYS) throw new Error(`\`${file}\` holds ${MAX_KEYS} keys already`);
    writePrivateFile(file, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`);
  } finally {
    closeSync(descriptor);
    unlinkSync(lock);
  }
}
