/** Watches the event store's file from another process: what is new is told within a fraction of a second. Only reads; the gateway never notices. */
import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { JournalEntry } from "../../events/journal.ts";
import type { EventFilter } from "../../events/query.ts";
import { openForReading } from "./database.ts";
import { type EventPage, JournalReader } from "./journal_reader.ts";

export const FOLLOW_POLL_MS = 200;

/** The newest `limit` matches in the file, oldest first. Throws when there is no file or it is not an event store. */
export function readEvents(file: string, filter: EventFilter, limit: number): EventPage {
  const database = openForReading(file);
  try {
    return pageOf(database, filter, limit);
  } finally {
    database.close();
  }
}

function pageOf(database: DatabaseSync, filter: EventFilter, limit: number): EventPage {
  const steps = new JournalReader(database, filter).back(limit, null);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/**
 * Tells the newest `limit` matches, then each new one, until `signal` is aborted. Follows a file that was replaced by a new one. Throws when there is no file,
 * and what `tell` throws.
 */
export async function followEvents(
  file: string,
  filter: EventFilter,
  limit: number,
  tell: (entry: JournalEntry) => void,
  signal: AbortSignal,
): Promise<void> {
  let database = openForReading(file);
  try {
    let identity = identityOf(file);
    let reader = new JournalReader(database, filter);
    let next = reader.end();
    if (limit > 0) for (const entry of pageOf(database, filter, limit).entries) tell(entry);
    while (!signal.aborted) {
      const step = reader.forward(next);
      for (const entry of step.entries) tell(entry);
      const idle = step.next === next;
      next = step.next;
      if (!idle) continue;
      await sleep(FOLLOW_POLL_MS, undefined, { signal, ref: true }).catch(() => undefined);
      const present = identityOf(file);
      if (present === identity || present === null) continue;
      database.close();
      database = openForReading(file);
      identity = present;
      reader = new JournalReader(database, filter);
      next = 0;
    }
  } finally {
    if (database.isOpen) database.close();
  }
}

/** Which file is there, whatever its name; null when none. */
function identityOf(file: string): string | null {
  const about = statSync(file, { throwIfNoEntry: false });
  return about === undefined ? null : `${about.dev}:${about.ino}`;
}
