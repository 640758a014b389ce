/** Messages between the processes of a gateway, checked: a worker reads what callers send, so that what it says is believed no further than it must be. */
import { z } from "zod";
import { MAX_KEY_LENGTH } from "../../limit/memory.ts";
import { LOSS_REASONS } from "../../events/journal.ts";
import { modeOverride } from "../break_glass.ts";
import { ticketSecret } from "../listener/ticket_secret.ts";
import { metricsSnapshot } from "../metrics_snapshot.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** Most of anything in one message: calls of one turn of the loop. */
const MAX_ITEMS = 65_536;
/** Ids of policies, and keys of slots, name an API and an operation. */
const MAX_ID = 65_536;

const id = z.string().max(MAX_ID);
const key = z.string().max(MAX_KEY_LENGTH);
const count = z.int().min(0);
const some = z.int().min(1);
/** Of one message. */
const records = some.max(1_000_000);
const amount = z.number().min(0);
const list = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).max(MAX_ITEMS);

const issue = z.strictObject({
  severity: z.enum(["error", "warning", "note"]),
  code: z.string(),
  message: z.string(),
  file: z.string().nullable(),
  pointer: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
});
const failures = list(z.tuple([key, some, amount, amount, amount]));
const charges = list(z.tuple([key, amount, z.number().gt(0), amount]));
const kind = <T extends string>(name: T): z.ZodLiteral<T> => z.literal(name);

export const fromWorker: z.ZodType<FromWorker> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: kind("serving") }),
  z.strictObject({ kind: kind("failed"), issues: list(issue) }),
  z.strictObject({ kind: kind("reloaded"), ticket: count, swapped: z.boolean() }),
  z.strictObject({ kind: kind("records"), count: records, fromMs: z.number(), toMs: z.number() }),
  z.strictObject({ kind: kind("lines"), count: records }),
  z.strictObject({ kind: kind("lost"), count: records, reason: z.enum(LOSS_REASONS) }),
  z.strictObject({ kind: kind("said"), line: z.string() }),
  z.strictObject({ kind: kind("capture"), id: z.string().max(64), expiresMs: z.number() }),
  z.strictObject({ kind: kind("metrics"), ticket: count, snapshot: metricsSnapshot }),
  z.strictObject({ kind: kind("shown"), ticket: count }),
  z.strictObject({
    kind: kind("ask"),
    ticket: count,
    limits: list(z.tuple([id, some, some, some, key, some])),
    slots: list(z.tuple([id, some])),
  }),
  z.strictObject({ kind: kind("tell"), begun: count, released: list(id), failures, charges }),
]);

const challenges = z.strictObject({
  tokens: list(z.tuple([z.string(), z.string()])),
  certificates: list(z.tuple([z.string(), z.string(), z.string()])),
});

export const toWorker: z.ZodType<ToWorker> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: kind("start"),
    worker: some,
    workers: some,
    generation: some,
    tickets: ticketSecret,
    overrides: list(modeOverride),
    challenges,
  }),
  z.strictObject({ kind: kind("reload"), ticket: count, generation: some }),
  z.strictObject({ kind: kind("modes"), overrides: list(modeOverride) }),
  z.strictObject({ kind: kind("challenges"), ticket: count, challenges }),
  z.strictObject({ kind: kind("certificates") }),
  z.strictObject({ kind: kind("metrics"), ticket: count }),
  z.strictObject({ kind: kind("drain"), withinMs: amount }),
  z.strictObject({
    kind: kind("answer"),
    ticket: count,
    limits: list(z.tuple([z.boolean(), z.number(), amount, amount.nullable()])),
    slots: list(z.boolean()),
  }),
  z.strictObject({ kind: kind("heard"), failures, charges }),
]);
