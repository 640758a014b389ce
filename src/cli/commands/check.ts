/** `portcullis check`: everything that is wrong with a configuration and its descriptions, all at once, and what it would protect. */
import { parseArgs } from "node:util";
import pc from "picocolors";
import { type Command, EXIT, type Io } from "../command.ts";
import { configFileOf } from "../config_file.ts";
import { foldAnswer } from "../fold.ts";
import { outputFormat } from "../output_format.ts";
import { toPrintable } from "../printable.ts";
import { type ApiSummary, summariseApis } from "../report/api_summary.ts";
import { toJunit } from "../report/junit.ts";
import { toSarif } from "../report/sarif.ts";
import { countIssues, nameOf, showIssues } from "../show_issues.ts";

const FORMATS = ["text", "json", "sarif", "junit"] as const;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      config: { type: "string", short: "c" },
      strict: { type: "boolean", default: false },
      online: { type: "boolean", default: false },
      output: { type: "string" },
    },
  });
  const file = configFileOf(positionals, values.config, io);
  const format = outputFormat(values.output, FORMATS);
  const { checkGateway } = await import("../../gateway.ts");
  const { generation, issues: found } = await checkGateway({ configPath: file, online: values.online });
  // Why in the issues themselves: a report in which nothing failed would contradict the exit code.
  const issues = values.strict
    ? found.map((issue) => (issue.severity === "warning" ? { ...issue, severity: "error" as const } : issue))
    : found;
  const bad = generation === null || issues.some(({ severity }) => severity === "error");
  const apis = generation === null ? [] : await summariseApis(generation);
  const shortName = (path: string): string => nameOf(path, io.cwd);
  switch (format) {
    case "json":
      io.out(
        `${JSON.stringify({ ok: !bad, issues: issues.map((issue) => ({ ...issue, file: issue.file === null ? null : shortName(issue.file) })), apis }, null, 2)}\n`,
      );
      break;
    case "sarif":
      io.out(toSarif(issues, shortName));
      break;
    case "junit":
      io.out(toJunit(issues, shortName));
      break;
    case "text": {
      showIssues(issues, io);
      const colour = pc.createColors(io.colours);
      for (const line of apis.flatMap(summaryLines)) io.out(`${foldAnswer(toPrintable(line), io.columns)}\n`);
      io.out(`${shortName(file)}: ${bad ? colour.red("not ok") : colour.green("ok")} (${countIssues(issues)})\n`);
    }
  }
  return bad ? EXIT.config : EXIT.ok;
}

function summaryLines(api: ApiSummary): readonly string[] {
  const what = api.unvalidated
    ? "every path, unvalidated (`routes: any`)"
    : `${api.operations} operation${api.operations === 1 ? "" : "s"}`;
  const list = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [`  ${title}: ${items.join("; ")}`];
  const count = (text: string, operations: number): string => (api.unvalidated ? text : `${text} (${operations})`);
  return [
    `${api.name}: ${what} -> ${api.upstream}`,
    ...list(
      "who may call",
      api.access.map(({ who, operations }) => count(who, operations)),
    ),
    ...list(
      "observed only, not enforced",
      api.observing.map(({ guard, operations }) => count(guard, operations)),
    ),
  ];
}

export const check: Command = {
  name: "check",
  summary: "say everything that is wrong with a configuration and its OpenAPI documents",
  usage: `check [[-c] FILE] [--strict] [--online] [--output text|json|sarif|junit]

FILE is portcullis.yaml where it is not given. No network is used without --online.
  --strict   warnings count as errors
  --online   load documents that are referred to by URL and allowed by \`remote_refs\`
  --output   text for people (default), or json, sarif, junit for machines
Exit code 3 when something is wrong.

examples:
  portcullis check
  portcullis check gateway/portcullis.yaml --strict --output junit > check.xml`,
  run,
};
