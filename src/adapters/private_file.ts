/** Files that only the gateway's own user may read: the event store, tokens and keys, the state of break-glass. Folders 0700, files 0600. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "../codec/thrown.ts";

const OTHERS = 0o077;

/** Makes the folder of `file` where it is missing, closed to others; one that exists is left as it is. */
export function makePrivateFolder(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
}

/** Makes an empty file where there is none, and takes others' rights from one that exists. */
export function makePrivateFile(file: string): void {
  makePrivateFolder(file);
  const descriptor = openSync(file, "a", 0o600);
  try {
    if ((fstatSync(descriptor).mode & OTHERS) !== 0) fchmodSync(descriptor, 0o600);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a private file, null when there is none. Throws for one that others may read or write: what it says can't be trusted or is known already. */
export function readPrivateFile(file: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  try {
    const about = fstatSync(descriptor);
    if (!about.isFile()) throw new Error(`\`${file}\` is not a regular file`);
    if ((about.mode & OTHERS) !== 0) throw new Error(`\`${file}\` can be read or written by other users; run \`chmod 600 ${file}\``);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a private file so that a crash or a full disk leaves the old or the new text, never a part. Throws where the text can't be written whole. */
export function writePrivateFile(file: string, text: string): void {
  makePrivateFolder(file);
  // Attack (CWE-377, CWE-59): in a folder that others may write, a name that can be foreseen is a link to another file, or a file whose owner reads along.
  const fresh = `${file}.${randomBytes(NAME_BYTES).toString("hex")}.new`;
  const descriptor = openSync(fresh, "wx", 0o600);
  try {
    try {
      fchmodSync(descriptor, 0o600);
      // Why not `writeSync`: on a disk that fills up it writes a part and does not fail.
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

const NAME_BYTES = 8;
const SECRET_BYTES = 32;
const MIN_SECRET_LENGTH = 32;

/** The secret in `file`; made of 32 random bytes, base64url, when there is no such file. Throws for a short one and for one that others may read. */
export function readOrMakeSecret(file: string): string {
  makePrivateFolder(file);
  try {
    const descriptor = openSync(file, "wx", 0o600);
    const secret = randomBytes(SECRET_BYTES).toString("base64url");
    try {
      writeFileSync(descriptor, `${secret}\n`);
    } finally {
      closeSync(descriptor);
    }
    return secret;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
  const secret = (readPrivateFile(file) ?? "").trim();
  if (secret.length < MIN_SECRET_LENGTH)
    throw new Error(`\`${file}\` holds fewer than ${MIN_SECRET_LENGTH} characters; delete it, and a new one is made`);
  return secret;
}
