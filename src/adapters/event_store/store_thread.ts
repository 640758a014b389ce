/** What the event store's worker does with each request; apart from the thread itself, so that it can be tested without one. */
import { setImmediate } from "node:timers";
import { z } from "zod";
import { trimCaptures, writeCapture } from "./captures.ts";
import { isCorrupt, openForWriting, setAside } from "./database.ts";
import { type EventPage, JournalReader } from "./journal_reader.ts";
import { JournalWriter } from "./journal_writer.ts";
import type { Reply, Request, WorkerSettings } from "./messages.ts";
import type { DatabaseSync } from "node:sqlite";
import { toErrorText } from "../../codec/thrown.ts";

/** How long a file that can't be opened is left alone. */
const RETRY_MS = 1_000;
const TRIM_EVERY_MS = 10_000;
/** A query that takes longer answers with what it has, and where to go on. */
const QUERY_MS = 5_000;

interface Journal {
  readonly database: DatabaseSync;
  readonly writer: JournalWriter;
}

export class StoreThread {
  private readonly settings: WorkerSettings;
  private readonly reply: (reply: Reply, transfer?: readonly ArrayBuffer[]) => void;
  private journal: Journal | null = null;
  private run: number | null;
  private error = "";
  private triedMs = Number.NEGATIVE_INFINITY;
  private readonly trimmer: NodeJS.Timeout;

  constructor(settings: WorkerSettings, reply: (reply: Reply, transfer?: readonly ArrayBuffer[]) => void) {
    this.settings = settings;
    this.reply = reply;
    this.run = settings.resumed;
    this.trimmer = setInterval(() => this.trim(), TRIM_EVERY_MS);
    this.trimmer.unref();
  }

  /** Opens the file and says so, or why not. */
  open(): void {
    const error = this.attempt(() => this.use());
    this.reply({ kind: "opened", run: this.run, error });
  }

  /** Does what a message of the other side asks. Nothing escapes: a request that fails is answered as failed. */
  take(message: unknown): "open" | "closed" {
    if (!isRequest(message)) throw new Error("the event store was sent something else than a request");
    if (message.kind === "close") {
      this.close(message);
      return "closed";
    }
    if (message.kind === "query") this.query(message);
    else if (message.kind === "capture")
      this.answer(message.ticket, ({ database }) => writeCapture(database, message.id, message.expiresMs, message.sealed));
    else if (message.kind === "audit") this.answer(message.ticket, ({ writer }) => writer.audit(message.event));
    else this.append(message);
    return "open";
  }

  private query({ ticket, filter, limit, before }: Extract<Request, { kind: "query" }>): void {
    const failure = this.attempt(() => {
      const steps = new JournalReader(this.use().database, filter).back(limit, before);
      this.step(ticket, steps, performance.now() + QUERY_MS);
    });
    if (failure !== null) this.reply({ kind: "failed", ticket, error: failure, buffer: null });
  }

  private close(request: Extract<Request, { kind: "close" }>): void {
    clearInterval(this.trimmer);
    const { journal } = this;
    if (journal !== null) {
      this.attempt(() => {
        journal.writer.appendLosses(request.losses, Date.now());
        journal.writer.end(Date.now());
      });
      this.attempt(() => journal.writer.close());
    }
    this.journal = null;
    this.reply({ kind: "closed" });
  }

  private append({ ticket, batch, losses }: Extract<Request, { kind: "append" }>): void {
    this.answer(ticket, ({ writer }) => writer.append(batch, losses, Date.now()), batch.bytes.buffer);
  }

  private answer(ticket: number, work: (journal: Journal) => void, buffer: ArrayBuffer | null = null): void {
    const error = this.attempt(() => work(this.use()));
    const reply: Reply = error === null ? { kind: "done", ticket, run: this.run ?? 0, buffer } : { kind: "failed", ticket, error, buffer };
    this.reply(reply, buffer === null ? [] : [buffer]);
  }

  private step(ticket: number, steps: Generator<EventPage, EventPage>, untilMs: number): void {
    const failure = this.attempt(() => {
      const step = steps.next();
      if (step.done === true || performance.now() > untilMs || this.journal === null)
        this.reply({ kind: "page", ticket, page: step.value });
      else setImmediate(() => this.step(ticket, steps, untilMs));
    });
    if (failure !== null) this.reply({ kind: "failed", ticket, error: failure, buffer: null });
  }

  private trim(): void {
    const { journal } = this;
    if (journal === null) return;
    this.attempt(() => {
      trimCaptures(journal.database, Date.now());
      for (let round = 0; round < 64 && journal.writer.trim(Date.now()); round++);
    });
  }

  /** The open journal; opens it when it is not, at most once a second. */
  private use(): Journal {
    if (this.journal !== null) return this.journal;
    const now = performance.now();
    if (now - this.triedMs < RETRY_MS) throw new Error(this.error);
    this.triedMs = now;
    const { file, retention } = this.settings;
    const database = this.openOrReplace(file);
    try {
      const writer = new JournalWriter(database, retention, process.pid, Date.now(), this.run);
      this.run = writer.run;
      this.journal = { database, writer };
      return this.journal;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private openOrReplace(file: string): DatabaseSync {
    try {
      return openForWriting(file);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      setAside(file);
      // A new file knows nothing of the run, which begins again in it.
      this.run = null;
      return openForWriting(file);
    }
  }

  /** Runs `work`; the error's message when it fails, null when not. After an error of a broken file the file is opened anew for the next request. */
  private attempt(work: () => void): string | null {
    try {
      work();
      return null;
    } catch (error) {
      this.error = toErrorText(error);
      if (isCorrupt(error) && this.journal !== null) {
        const { database } = this.journal;
        this.journal = null;
        if (database.isOpen) database.close();
      }
      return this.error;
    }
  }
}

const settings: z.ZodType<WorkerSettings> = z.object({
  file: z.string(),
  retention: z.object({ maxAgeMs: z.number(), maxRecords: z.number(), maxBytes: z.number() }),
  resumed: z.int().nullable(),
});

/** The settings a worker was started with. Throws for anything else. */
export function parseWorkerSettings(data: unknown): WorkerSettings {
  return settings.parse(data);
}

const REQUESTS: ReadonlySet<unknown> = new Set<Request["kind"]>(["append", "audit", "capture", "query", "close"]);

// Why no decoding: both sides are this program, and a batch is copied whole; what could be wrong is only which message it is.
function isRequest(message: unknown): message is Request {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  return REQUESTS.has(message.kind);
}
