/** An explanation as text: each thing that was asked in its order, what it said and why, and how it ended. What callers sent moves no cursor. */
import pc from "picocolors";
import { grpcStatusName } from "../../grpc/status.ts";
import type { Finding } from "../../kernel/finding.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { toPrintable } from "../printable.ts";
import type { Explanation } from "./explain_request.ts";
import type { Step } from "./watched.ts";

const findingText = ({ place, message, rule }: Finding): string =>
  toPrintable(`${place === "" ? "" : `${place}: `}${message}${rule === undefined ? "" : ` (${rule})`}`);

/** Lines for a request that was run here. `supposed` names the caller that was taken as proven, or is null. */
export function explanationLines(explanation: Explanation, supposed: string | null, colours: boolean): readonly string[] {
  const colour = pc.createColors(colours);
  const { steps, api, operation, forwarded, answer, record } = explanation;
  const where = api === null ? "no API" : operation === null ? `${api}, no operation` : `${api} ${operation}`;
  return [
    colour.dim("run here, with the configuration as it is now; the upstream was not asked, and limits count from zero"),
    ...(supposed === null ? [] : [colour.yellow(`the caller \`${toPrintable(supposed)}\` was taken as proven`)]),
    record.path === ""
      ? "a request that can't be read in one way"
      : `${toPrintable(record.method)} ${toPrintable(record.path)} -> ${toPrintable(where)}`,
    "",
    ...steps.flatMap((step) => stepLines(step, colours)),
    "",
    ...(forwarded === null
      ? []
      : [
          `${colour.green("forwarded")} to ${forwarded.to}:`,
          ...forwarded.head
            .trimEnd()
            .split("\r\n")
            .map((line) => `  ${toPrintable(line)}`),
        ]),
    ...(forwarded === null || forwarded.bodyBytes === 0 ? [] : [`  (${forwarded.bodyBytes} bytes of body)`]),
    ...(answer === null
      ? []
      : [
          `${colour.red("answered")} ${answer.status} by ${record.by ?? "the gateway"}${answer.body === "" ? "" : ":"}`,
          ...(answer.body === "" ? [] : [`  ${toPrintable(answer.body)}`]),
        ]),
    colour.dim(`${record.steps} steps of work`),
  ];
}

function stepLines({ phase, by, mode, said, findings, principal }: Step, colours: boolean): readonly string[] {
  const colour = pc.createColors(colours);
  const word = mode === "observe" && said === "refuses" ? "would refuse (observes)" : said;
  const paint = said === "passes" ? colour.green : mode === "observe" ? colour.yellow : colour.red;
  return [
    `  ${phase.padEnd(9)} ${by.padEnd(20)} ${paint(word)}${principal === undefined ? "" : `: ${toPrintable(principal)}`}`,
    ...findings.map((finding) => `            ${finding.code}  ${findingText(finding)}`),
  ];
}

/** Lines for a stored record: what was decided then, by a configuration that may be another now. */
export function storedLines(record: ExchangeRecord, colours: boolean): readonly string[] {
  const colour = pc.createColors(colours);
  const time = new Date(record.timeMs).toISOString();
  const ended =
    record.outcome === "forwarded"
      ? "forwarded"
      : `${record.outcome} by ${record.by ?? "the client"}${record.phase === null ? "" : ` in the phase ${record.phase}`}`;
  return [
    colour.bold("stored record: this was decided then; nothing was run again"),
    `${record.id}  ${time}  generation ${record.generation}`,
    toPrintable(
      `${record.method} ${record.path} of ${record.client} (${record.principal ?? "anonymous"}) -> ${record.api ?? "no API"} ${record.operation ?? ""}`,
    ),
    [ended, ...statuses(record), ...(record.code === null ? [] : [record.code])].join(", "),
    ...(record.ja4 === null ? [] : [`TLS client ${toPrintable(record.ja4)} (JA4)`]),
    "",
    "phases:",
    ...Object.entries(record.phases).map(([phase, spent]) => `  ${phase.padEnd(9)} ${spent.toFixed(2)} ms`),
    `  ${"in all".padEnd(9)} ${record.durationMs.toFixed(2)} ms, of which the gateway ${record.gatewayMs.toFixed(2)}${record.upstreamMs === null ? "" : ` and the upstream's first byte ${record.upstreamMs.toFixed(2)}`}; ${record.steps} steps of work`,
    "",
    record.findings.length === 0 ? "findings: none" : "findings:",
    ...record.findings.map(
      (finding) =>
        `  ${finding.guard} ${finding.mode === "observe" ? "(observes) " : ""}${finding.code}  ${findingText(finding)}${finding.would === undefined ? "" : " [would refuse]"}`,
    ),
    ...(record.observed.length === 0 ? [] : [`only observed: ${record.observed.join(", ")}`]),
  ];
}

/** What the caller was answered, and by which target of the upstream with what. */
function statuses({ status, grpcStatus, upstream, upstreamStatus }: ExchangeRecord): readonly string[] {
  const call = grpcStatus === null ? "" : ` (gRPC ${grpcStatus} ${grpcStatusName(grpcStatus)})`;
  const own = `status ${status}${call}`;
  // A record of before may have the status without the target.
  if (upstreamStatus !== null) return [own, `upstream ${upstream === null ? "" : `${toPrintable(upstream)} `}${upstreamStatus}`];
  return upstream === null ? [own] : [own, `upstream ${toPrintable(upstream)} gave no answer`];
}
