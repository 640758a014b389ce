/** API keys of a file, in memory and never more than a second behind it: a revoked key stops opening doors without a reload. */
import { unwatchFile, watchFile } from "node:fs";
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

/** Reads at once; then looks at the file every half second (polling, since watches miss mounts and renames). */
export class FileKeyStore implements KeyStore {
  private readonly file: string;
  private readonly notify: (status: KeyFileStatus) => void;
  private byDigest: ReadonlyMap<string, ApiKeyRecord> = new Map();
  private failure: string | null = null;
  private readonly onChange = (): void => this.reload();

  /** `file` is absolute. A file that is missing has no keys; one that can't be used has none either and says so in `status`. */
  constructor(file: string, notify: (status: KeyFileStatus) => void = () => {}) {
    this.file = file;
    this.notify = notify;
    this.reload();
    watchFile(file, { interval: POLL_MS, persistent: false }, this.onChange);
  }

  find(digest: string): ApiKeyRecord | null {
    return this.byDigest.get(digest) ?? null;
  }

  status(): KeyFileStatus {
    return { file: this.file, keys: this.byDigest.size, failure: this.failure };
  }

  /** Reads the file now. One that can't be used leaves the keys from before in force (DESIGN section 1.2) and is reported. */
  reload(): void {
    try {
      this.byDigest = new Map(readKeyFile(this.file).map((record) => [record.digest, record]));
      this.failure = null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.notify(this.status());
  }

  close(): void {
    unwatchFile(this.file, this.onChange);
  }
}
