/** `portcullis events`: what went through the gateway and what was refused, read from the event store's file, also while the gateway runs. */
import { parseArgs } from "node:util";
import { followEvents, readEvents } from "../../adapters/event_store/follow_events.ts";
import { parseDuration } from "../../codec/duration.ts";
import { type JournalEntry, lossCount } from "../../events/journal.ts";
import { DEFAULT_EVENT_LIMIT, parseEventQuery } from "../../events/query.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { DEFAULT_CONFIG_FILE } from "../config_file.ts";
import { outputFormat } from "../output_format.ts";
import { eventHint, eventLine, eventTitle } from "../report/event_line.ts";
import { storeFileOf } from "../store_file.ts";

/** Entries that `--follow` shows of what was before. */
const FOLLOW_BACKLOG = 10;

/** An instant, as programs write it; what is shorter is a duration whose unit was forgotten. */
const EPOCH_MS = /^[0-9]{12,15}$/u;

const OPTIONS = {
  follow: { type: "boolean", short: "f", default: false },
  denied: { type: "boolean" },
  api: { type: "string" },
  operation: { type: "string" },
  principal: { type: "string" },
  code: { type: "string" },
  id: { type: "string" },
  since: { type: "string" },
  limit: { type: "string", short: "n" },
  ids: { type: "boolean", default: false },
  store: { type: "string" },
  config: { type: "string", short: "c", default: DEFAULT_CONFIG_FILE },
  output: { type: "string" },
} as const;

/** Runs the command until it is done or, with `--follow`, `signal` is aborted. Throws usage errors and what keeps the store from being read. */
export async function runEvents(args: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  const { follow, store, config, output, ids, ...asked } = values;
  const format = outputFormat(output, ["text", "json"]);
  if (asked.since !== undefined && parseDuration(asked.since) === null && !EPOCH_MS.test(asked.since))
    throw new UsageError(`\`--since ${asked.since}\`: expected how far back, with a unit: \`10m\``);
  const query = parseEventQuery(
    Object.entries(asked).map(([name, value]) => [name, String(value)] as const),
    Date.now(),
  );
  if (!query.ok) throw new UsageError(query.message);
  const file = storeFileOf(store, config, io);
  const style = { columns: io.columns, colours: io.colours, ids };
  const hint = format === "text" ? eventHint(style) : null;
  const losses = new LossTotal();
  const write = (entry: JournalEntry): void => {
    losses.add(entry);
    io.out(format === "json" ? `${JSON.stringify(entry)}\n` : `${eventLine(entry, style)}\n`);
  };
  if (follow) {
    if (hint !== null) io.err(`${hint}\n`);
    if (format === "text") io.out(`${eventTitle(style)}\n`);
    const backlog = asked.limit === undefined && asked.since === undefined ? FOLLOW_BACKLOG : query.limit;
    await followEvents(file, query.filter, backlog, write, signal);
    return EXIT.ok;
  }
  const { entries, next } = readEvents(file, query.filter, query.limit);
  if (format === "text" && entries.length > 0) io.out(`${eventTitle(style)}\n`);
  for (const entry of entries) write(entry);
  if (format === "json") return EXIT.ok;
  if (entries.length === 0) io.err("no exchange matches\n");
  else if (hint !== null) io.err(`${hint}\n`);
  if (next !== null) io.err(`the newest ${query.limit}; \`--limit\` shows more\n`);
  if (losses.count > 0) io.err(`${losses.count} records of this time were lost: the table is not complete\n`);
  return EXIT.ok;
}

class LossTotal {
  count = 0;

  add(entry: JournalEntry): void {
    if (entry.kind === "lost") this.count += lossCount(entry) ?? 0;
  }
}

export const events: Command = {
  name: "events",
  summary: "show what went through the gateway and what was refused",
  usage: `events [--follow] [--denied] [--api NAME] [--operation ID] [--principal WHO] [--code CODE] [--id ID] [--since 10m]
         [--limit N] [--ids] [--output text|json] [-c CONFIG | --store FILE]

Reads the event store's file, also while the gateway runs; the newest ${DEFAULT_EVENT_LIMIT} that match, oldest first. Times are UTC.
A line ends with the event's id, or the end of it where the terminal has fewer than 160 columns; \`portcullis explain\` takes both. What
a terminal has no room for is named; in a pipe nothing is left out.
  -f, --follow    go on and show what comes
  --denied        only what was refused
  --principal     \`issuer|subject\`, a subject alone, or \`anonymous\`
  --code          code of the problem or of a finding: \`token.expired\`
  --since         how far back: \`30s\`, \`10m\`, \`2h\`, \`7d\`
  -n, --limit     at most so many
  --ids           the end of the id instead of the time, in a terminal of fewer than 90 columns
  --output json   an entry per line, as docs/schemas/exchange-record.json describes its \`record\`
  --store         the file, instead of \`store.path\` of the configuration
Records that were lost are told where they are missing.

examples:
  portcullis events --follow --denied
  portcullis events --since 1h --principal alice --output json`,
  run: async (args, io) => {
    const stop = new AbortController();
    const end = (): void => stop.abort();
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    try {
      return await runEvents(args, io, stop.signal);
    } finally {
      process.off("SIGINT", end);
      process.off("SIGTERM", end);
    }
  },
};
