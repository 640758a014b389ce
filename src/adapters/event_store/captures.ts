/** The store's table of sealed captures (events/capture.ts): few, each with the time after which it is deleted. */
import type { DatabaseSync } from "node:sqlite";
import { type CapturedRequest, decodeCapture } from "../../events/capture.ts";
import type { CaptureCipher } from "../capture_cipher.ts";
import { openForReading } from "./database.ts";

/** Captures in the file; past it the oldest go first. */
const MAX_KEPT = 5_000;

export function writeCapture(database: DatabaseSync, id: string, expiresMs: number, sealed: Uint8Array): void {
  database.prepare("INSERT OR REPLACE INTO captures (id, expires_ms, sealed) VALUES (?, ?, ?)").run(id, expiresMs, sealed);
  database
    .prepare("DELETE FROM captures WHERE expires_ms <= (SELECT expires_ms FROM captures ORDER BY expires_ms DESC LIMIT 1 OFFSET ?)")
    .run(MAX_KEPT);
}

/** Deletes those whose time is over. */
export function trimCaptures(database: DatabaseSync, nowMs: number): void {
  database.prepare("DELETE FROM captures WHERE expires_ms <= ?").run(nowMs);
}

/** The captured request of an exchange; null when there is none, it expired, or it can't be opened with this key. Throws when there is no store. */
export function readCapture(file: string, id: string, cipher: CaptureCipher, nowMs: number): CapturedRequest | null {
  const database = openForReading(file);
  try {
    const sealed = database.prepare("SELECT sealed FROM captures WHERE id = ? AND expires_ms > ?").get(id, nowMs)?.["sealed"];
    const plain = sealed instanceof Uint8Array ? cipher.open(id, sealed) : null;
    return plain === null ? null : decodeCapture(plain);
  } finally {
    database.close();
  }
}
