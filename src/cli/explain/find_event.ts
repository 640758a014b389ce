/** Finds events by a part of their id, as `portcullis events` shows it in a terminal and as people copy it. */
import { openForReading } from "../../adapters/event_store/database.ts";
import { JournalReader } from "../../adapters/event_store/journal_reader.ts";
import { EVERY_EVENT } from "../../events/query.ts";

/** Ids are told apart up to here. */
const ENOUGH = 3;

/** Whether that can only be an event's id or a part of one: 6 to 32 hexadecimal digits, with or without hyphens. */
export function isPartOfId(text: string): boolean {
  const digits = text.replaceAll("-", "");
  return /^[0-9a-f-]+$/iu.test(text) && digits.length >= 6 && digits.length <= 32;
}

/** Ids in that store that begin or end with `part`, hyphens and letter case ignored; the oldest three. Throws when there is no store. Reads the whole store. */
export function eventIdsLike(part: string, file: string): readonly string[] {
  const wanted = digitsOf(part);
  const database = openForReading(file);
  try {
    const reader = new JournalReader(database, EVERY_EVENT);
    const found = new Set<string>();
    for (let from = 0, end = reader.end(); from < end && found.size < ENOUGH; ) {
      const step = reader.forward(from);
      for (const entry of step.entries) {
        if (entry.kind !== "exchange") continue;
        const digits = digitsOf(entry.record.id);
        if (digits.startsWith(wanted) || digits.endsWith(wanted)) found.add(entry.record.id);
      }
      if (step.next === from) break;
      from = step.next;
    }
    return [...found].slice(0, ENOUGH);
  } finally {
    database.close();
  }
}

const digitsOf = (id: string): string => id.replaceAll("-", "").toLowerCase();
