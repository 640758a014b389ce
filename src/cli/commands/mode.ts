/** `portcullis mode`: break-glass. Sets the mode of a guard in the running gateway for a while, audited and shown everywhere; or shows and ends what is set. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { parseDuration } from "../../codec/duration.ts";
import { type AdminAnswer, openAdmin } from "../admin_client.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { DEFAULT_CONFIG_FILE } from "../config_file.ts";
import { foldAnswer } from "../fold.ts";
import { outputFormat } from "../output_format.ts";
import { toTable } from "../table.ts";

const modesInfo = z.object({
  guards: z.array(z.string()),
  overrides: z.array(
    z.object({ guard: z.string(), mode: z.string(), untilMs: z.number(), setAtMs: z.number(), by: z.string(), reason: z.string() }),
  ),
});
type ModesInfo = z.output<typeof modesInfo>;

/** The longest override that the gateway takes. */
const LONGEST_MS = 86_400_000;

const MODES: readonly string[] = ["off", "observe", "enforce"];

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      for: { type: "string" },
      reason: { type: "string", default: "" },
      clear: { type: "boolean", default: false },
      config: { type: "string", short: "c", default: DEFAULT_CONFIG_FILE },
      admin: { type: "string" },
      output: { type: "string" },
    },
  });
  const [guard, mode, ...rest] = positionals;
  const format = outputFormat(values.output, ["text", "json"]);
  if (rest.length > 0) throw new UsageError(`\`${rest.join(" ")}\` is too much`);
  if (guard !== undefined && mode === undefined && !values.clear)
    throw new UsageError(`which mode? \`mode ${guard} observe --for 30m\`, or --clear`);
  if (mode !== undefined && (values.clear || !MODES.includes(mode)))
    throw new UsageError("expected off, observe or enforce, or --clear and no mode");
  if (mode !== undefined && (values.for === undefined || parseDuration(values.for) === null))
    throw new UsageError("for how long? `--for 30m`, at most a day; what should last longer belongs in the configuration");
  if (mode !== undefined && (parseDuration(values.for ?? "") ?? 0) > LONGEST_MS)
    throw new UsageError(`\`--for ${values.for ?? ""}\`: a day at most; what should last longer belongs in the configuration`);
  const client = openAdmin(resolve(io.cwd, values.config), values.admin, io);
  try {
    const answer = await (guard === undefined
      ? client.ask("GET", "/v1/mode")
      : mode === undefined
        ? client.ask("DELETE", `/v1/mode/${encodeURIComponent(guard)}`)
        : client.ask("POST", "/v1/mode", { guard, mode, for: values.for, reason: values.reason }));
    const code = show(answer, format, io);
    if (code === EXIT.ok && format === "text" && guard !== undefined && mode !== undefined)
      for (const line of twinLines(answer.body, guard, mode, values.for ?? "", io.columns)) io.out(`${line}\n`);
    return code;
  } finally {
    await client.close();
  }
}

function show(answer: AdminAnswer, format: "text" | "json", io: Io): number {
  const info = modesInfo.safeParse(answer.body);
  if (answer.status !== 200 || !info.success) {
    io.err(`the gateway answered ${answer.status}: ${refusalText(answer.body)}\n`);
    return EXIT.runtime;
  }
  if (format === "json") io.out(`${JSON.stringify(info.data, null, 2)}\n`);
  else for (const line of overrideLines(info.data, io.columns)) io.out(`${line}\n`);
  return EXIT.ok;
}

/** The key `limits` is two guards. Who sets one of them is told of the other, which may be the one that refuses. */
const TWINS: ReadonlyMap<string, { readonly name: string; readonly what: string }> = new Map([
  ["limits", { name: "limits_before_auth", what: "limits per address, operation or header" }],
  ["limits_before_auth", { name: "limits", what: "limits per principal, API key or claim" }],
]);

function twinLines(body: unknown, guard: string, mode: string, time: string, width: number): readonly string[] {
  const twin = TWINS.get(guard);
  const info = modesInfo.safeParse(body).data;
  if (twin === undefined || !info?.guards.includes(twin.name)) return [];
  if (info.overrides.some((each) => each.guard === twin.name && each.mode === mode)) return [];
  return [
    foldAnswer(`${twin.what} are another guard and go on as before; for them: portcullis mode ${twin.name} ${mode} --for ${time}`, width),
  ];
}

function overrideLines({ overrides, guards }: ModesInfo, width: number): readonly string[] {
  if (overrides.length === 0) return ["no mode is overridden; what is configured holds", foldAnswer(`guards: ${guards.join(", ")}`, width)];
  const time = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
  const columns = [{ title: "guard" }, { title: "mode" }, { title: "until" }, { title: "set by" }, { title: "reason", flexible: true }];
  return toTable(
    columns,
    overrides.map((each) => [each.guard, each.mode, time(each.untilMs), each.by, each.reason]),
    width,
  );
}

function refusalText(body: unknown): string {
  if (typeof body !== "object" || body === null) return "no reason was given";
  const parts = ["title", "detail"].flatMap((key) => {
    const value: unknown = Object.getOwnPropertyDescriptor(body, key)?.value;
    return typeof value === "string" ? [value] : [];
  });
  return parts.length === 0 ? "no reason was given" : parts.join(": ");
}

export const mode: Command = {
  name: "mode",
  summary: "set the mode of a guard in the running gateway for a while (break-glass)",
  usage: `mode GUARD off|observe|enforce --for 30m [--reason TEXT]
       portcullis mode GUARD --clear
       portcullis mode [--output text|json]
       each with [-c CONFIG] [--admin ADDRESS:PORT]

Without a guard: what is overridden now. An override lasts a day at most, outlives a restart, is audited, and is shown by this command, /readyz (to operators) and every record.
  --clear    end it now
  --admin    where the admin API listens, if not where the configuration says

examples:
  portcullis mode limits observe --for 30m --reason "incident 4711"
  portcullis mode limits --clear`,
  run,
};
