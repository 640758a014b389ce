/** `portcullis doctor`: whether this machine, its files and its neighbours let a configuration run. Asks issuers and upstreams; changes nothing. */
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { readConfigFile } from "../../adapters/read_config_file.ts";
import { SYSTEM_DEPS } from "../../adapters/system_deps.ts";
import { readSystemFacts } from "../../adapters/system_facts.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { configFileOf } from "../config_file.ts";
import { CHECKS } from "../doctor/checks/index.ts";
import { type Diagnosis, type DoctorCheck, type DoctorContext, type Level, LEVELS } from "../doctor/doctor_check.ts";
import { type CheckReport, runChecks } from "../doctor/run_checks.ts";
import { foldAnswer } from "../fold.ts";
import { outputFormat } from "../output_format.ts";
import { toPrintable } from "../printable.ts";
import { countIssues, nameOf, showIssues } from "../show_issues.ts";

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      config: { type: "string", short: "c" },
      only: { type: "string", multiple: true },
      "fail-on": { type: "string", default: "failure" },
      output: { type: "string" },
    },
  });
  const file = configFileOf(positionals, values.config, io);
  const format = outputFormat(values.output, ["text", "json"]);
  const chosen = chosenChecks(values.only ?? []);
  const limit = limitOf(values["fail-on"]);
  const read = readConfigFile(file);
  if (!read.ok) {
    showIssues(read.issues, io);
    io.err(`${nameOf(file, io.cwd)}: nothing was looked at (${countIssues(read.issues)})\n`);
    return EXIT.config;
  }
  const context: DoctorContext = {
    config: read.value.config,
    configFile: file,
    folder: dirname(file),
    facts: readSystemFacts(),
    nowMs: () => SYSTEM_DEPS.clock.nowMs(),
    monotonicMs: () => SYSTEM_DEPS.clock.monotonicMs(),
  };
  const reports = await runChecks(chosen, context);
  const bad = reports.some(({ diagnoses }) => diagnoses.some(({ level }) => LEVELS.indexOf(level) >= limit));
  if (format === "json") io.out(`${JSON.stringify({ ok: !bad, checks: reports }, null, 2)}\n`);
  else for (const line of textLines(reports, io)) io.out(`${foldAnswer(line, io.columns)}\n`);
  return bad ? EXIT.findings : EXIT.ok;
}

function chosenChecks(names: readonly string[]): readonly DoctorCheck[] {
  const known = CHECKS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`no check \`${unknown}\`; there are ${known.join(", ")}`);
  return names.length === 0 ? CHECKS : CHECKS.filter(({ name }) => names.includes(name));
}

/** Index of the least level that counts as bad. */
function limitOf(written: string): number {
  const index = LEVELS.findIndex((level) => level === written && level !== "ok");
  if (index === -1) throw new UsageError(`\`--fail-on ${written}\`: expected \`failure\` or \`warning\``);
  return index;
}

function textLines(reports: readonly CheckReport[], io: Io): readonly string[] {
  const colour = pc.createColors(io.colours);
  const paint: Readonly<Record<Level, (text: string) => string>> = { ok: colour.green, warning: colour.yellow, failure: colour.red };
  const width = Math.max(...reports.map(({ check }) => check.length));
  const line = (check: string, { level, what, todo }: Diagnosis): readonly string[] => [
    `${paint[level](level.padEnd(7))}  ${check.padEnd(width)}  ${toPrintable(what)}`,
    ...(todo === null ? [] : [`${" ".repeat(width + 11)}-> ${toPrintable(todo)}`]),
  ];
  const all = reports.flatMap(({ diagnoses }) => diagnoses);
  const count = (level: Level): string => {
    const many = all.filter((each) => each.level === level).length;
    return `${many} ${level === "ok" ? "ok" : `${level}${many === 1 ? "" : "s"}`}`;
  };
  return [
    ...reports.flatMap(({ check, diagnoses }) => diagnoses.flatMap((diagnosis) => line(check, diagnosis))),
    LEVELS.map(count).toReversed().join(", "),
  ];
}

export const doctor: Command = {
  name: "doctor",
  summary: "say whether this machine, its files and its neighbours let the gateway run",
  usage: `doctor [[-c] FILE] [--only CHECK]... [--fail-on failure|warning] [--output text|json]

FILE is portcullis.yaml where it is not given. Issuers and upstreams are asked; nothing is changed. Run it as the gateway's own user.
  --only      one check; may be repeated
  --fail-on   what ends with exit code 2: failures (default), or warnings too
Exit code 3 when the configuration can't be read; \`portcullis check\` tells what its content is worth.

checks:
${CHECKS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join("\n")}

examples:
  portcullis doctor
  portcullis doctor --only certificates --fail-on warning --output json`,
  run,
};
