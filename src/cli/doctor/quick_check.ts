/** A program of its own: looks through an event store for damage (SQLite's `quick_check`) and says `ok`, or on standard error what is wrong. */
import { toErrorText } from "../../codec/thrown.ts";
import { openForReading } from "../../adapters/event_store/database.ts";

try {
  const database = openForReading(process.argv[2] ?? "");
  const found: unknown = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  database.close();
  if (found === "ok") process.stdout.write("ok\n");
  else throw new Error(String(found));
} catch (error) {
  process.stderr.write(`${toErrorText(error)}\n`);
  process.exitCode = 1;
}
