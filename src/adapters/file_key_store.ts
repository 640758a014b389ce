/** API keys of a file, in memory and never more than a second behind it: a revoked key stops opening doors without a reload. */
import { statSync } from "node:fs";
import { toErrorText } from "../codec/thrown.ts";
import type { ApiKeyRecord, KeyStore } from "../token/key_store.ts";
import { readKeyFile } from "./key_file.ts";

const POLL_MS = 500;

/** What is known of the file, for `/readyz` and the log. */
export interface KeyFileStatus {
  readonly file: string;
  readonly keys: number;
  /** Why the file could not be read last; the keys are those from before. Null when it could. */
  readonly failure: string | null;
}

/**
 * Reads at once; then looks at the file every half second. By hand, since watches miss mounts and renames, and `watchFile` takes what it sees first for old: a key
 * revoked right after the start would go on opening doors.
 */
export class FileKeyStore implements KeyStore {
  private readonly file: string;
  private readonly notify: (status: KeyFileStatus) => void;
  private byDigest: ReadonlyMap<string, ApiKeyRecord> = new Map();
  private failure: string | null = null;
  private seen = "";
  private readonly timer: NodeJS.Timeout;

  /** `file` is absolute. A file that is missing has no keys; one that can't be used has none either and says so in `status`. */
  constructor(file: string, notify: (status: KeyFileStatus) => void = () => {}) {
    this.file = file;
    this.notify = notify;
    this.reload();
    this.timer = setInterval(() => this.look(), POLL_MS);
    this.timer.unref();
  }

  find(digest: string): ApiKeyRecord | null {
    return this.byDigest.get(digest) ?? null;
  }

  status(): KeyFileStatus {
    return { file: this.file, keys: this.byDigest.size, failure: this.failure };
  }

  /** Reads the file now. One that can't be used leaves the keys from before in force (DESIGN section 1.2) and is reported. */
  reload(): void {
    // INVARIANT: noted before it is read, so that a change during the reading is seen at the next look.
    this.seen = versionOf(this.file);
    try {
      this.byDigest = new Map(readKeyFile(this.file).map((record) => [record.digest, record]));
      this.failure = null;
    } catch (error) {
      this.failure = toErrorText(error);
    }
    this.notify(this.status());
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    if (versionOf(this.file) !== this.seen) this.reload();
  }
}

/** What changes with every change of a file, of its rights and by its replacement; "" where there is none. */
function versionOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
