/** `portcullis run`: the gateway itself, until a signal ends it. Lines for people go to standard error; standard output is the log's. */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { InheritedSockets, takeSuccession, takeWorkerPlace } from "../../adapters/listener/inherited_sockets.ts";
import { readTicketSecret } from "../../adapters/listener/ticket_secret.ts";
import { toErrorText } from "../../codec/thrown.ts";
import type { Config } from "../../config/config.ts";
import { type Address, adminListenFault, listenFault, parseAddress } from "../../config/listener_options.ts";
import { parseUpstreamUrl } from "../../config/upstream_url.ts";
import type { Gateway } from "../../gateway/running_gateway.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { configFileOf } from "../config_file.ts";
import { toPrintable } from "../printable.ts";
import { upstreamText } from "../report/api_summary.ts";
import { onSignals } from "../run/signals.ts";
import { startSuccessor, tellReady } from "../run/successor.ts";
import { countIssues, showIssues } from "../show_issues.ts";

/** What scripts wait for: every address is listened on. */
const READY_LINE = "portcullis ready";

interface Flags {
  readonly listen?: string | undefined;
  readonly admin?: string | undefined;
  readonly upstream?: string | undefined;
}

function addressOf(flag: string, text: string): Address {
  const address = parseAddress(text);
  if (address === null) throw new UsageError(`\`--${flag} ${text}\`: expected \`address:port\`, such as \`127.0.0.1:8080\``);
  return address;
}

/** What the flags change in the configuration; usage errors are thrown before anything is read. */
function adjustment(flags: Flags): (config: Config) => Config {
  const listen = flags.listen === undefined ? null : addressOf("listen", flags.listen);
  const admin = flags.admin === undefined || flags.admin === "off" ? null : addressOf("admin", flags.admin);
  const upstream = flags.upstream === undefined ? null : parseUpstreamUrl(flags.upstream);
  // Why without the value: it may hold a password.
  if (typeof upstream === "string") throw new UsageError(`\`--upstream\`: ${upstream}`);
  return (config) => {
    const adjusted: Config = {
      ...config,
      listen: listen === null ? config.listen : [{ ...config.listen[0], address: listen }],
      admin: adminOf(config, flags.admin, admin),
      apis:
        upstream === null
          ? config.apis
          : config.apis.map((api) => ({ ...api, upstream: { ...api.upstream, targets: [{ url: upstream, weight: 1 }] } })),
    };
    if (upstream !== null && config.apis.length > 1)
      throw new UsageError(`--upstream is for a configuration of one API; this one has ${config.apis.length}`);
    if (listen !== null && config.listen.length > 1)
      throw new UsageError(`--listen is for a configuration of one listener; this one has ${config.listen.length}`);
    const fault = listenFault(adjusted.listen[0]) ?? (adjusted.admin === null ? null : adminListenFault(adjusted.admin));
    if (fault !== null) throw new UsageError(fault);
    return adjusted;
  };
}

function adminOf(config: Config, flag: string | undefined, address: Address | null): Config["admin"] {
  if (flag === "off") return null;
  if (address === null) return config.admin;
  return { ...(config.admin ?? { tls: null, tokenFile: null, socket: null, allowedHosts: [] }), address };
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      config: { type: "string", short: "c" },
      listen: { type: "string" },
      admin: { type: "string" },
      upstream: { type: "string" },
      online: { type: "boolean", default: false },
      watch: { type: "boolean" },
    },
  });
  const file = configFileOf(positionals, values.config, io);
  const adjust = adjustment(values);
  if (values.watch === true) {
    const { runWatching } = await import("../run/watching.ts");
    const watching = { configPath: file, online: values.online, adjust: (config: Config) => forPeople(adjust(config)) };
    return await runWatching({ ...watching, announce: (gateway) => announcement(gateway, io), readyLine: READY_LINE }, io);
  }
  const place = takeWorkerPlace(process.env);
  if (place !== null) {
    const { runWorker } = await import("../../gateway/workers/worker.ts");
    await runWorker(place, { configPath: file, online: values.online, adjust });
    return EXIT.ok;
  }
  const { startGateway } = await import("../../gateway.ts");
  const succession = takeSuccession(process.env, process.pid);
  const started = await startGateway({
    configPath: file,
    online: values.online,
    watch: values.watch ?? true,
    adjust,
    workerCommand: [...process.execArgv, ...process.argv.slice(1)],
    sockets: new InheritedSockets(succession?.sockets),
    tickets: succession === null || succession.ticketsFd === null ? null : readTicketSecret(succession.ticketsFd),
    onReload: (issues, swapped) => {
      showIssues(issues, io);
      const what = swapped ? "the new configuration holds from here on" : "the old configuration stays in force";
      io.err(`reload of ${relative(io.cwd, file)}: ${what} (${countIssues(issues)})\n`);
    },
  });
  showIssues(started.issues, io);
  if (!started.ok) {
    io.err(`${relative(io.cwd, file)}: not started (${countIssues(started.issues)})\n`);
    return started.issues.every(({ code }) => code === "listen.failed") ? EXIT.runtime : EXIT.config;
  }
  const gateway = started.value;
  const ended = endOf(gateway, io);
  for (const line of await announcement(gateway, io)) io.err(`${line}\n`);
  io.err(`${READY_LINE}\n`);
  if (succession !== null) tellReady(succession);
  await ended;
  return EXIT.ok;
}

/** Exchanges are shown to people instead, unless the file names a log of its own; one process serves, whatever the file says. */
function forPeople(config: Config): Config {
  const alone: Config = { ...config, workers: 1 };
  return config.log.file === null ? { ...alone, log: { ...config.log, exchanges: "off" } } : alone;
}

/** A line per listener, one per API, and a loud one for what is only observed. Operations that compile on first use are not compiled for this. */
async function announcement(gateway: Gateway, io: Io): Promise<readonly string[]> {
  const colour = pc.createColors(io.colours);
  const { listen, admin } = gateway.config();
  const lines = listen.map(
    ({ address, tls }, index) =>
      `listening on ${tls === null ? "http" : "https"}://${hostText(address.host)}:${gateway.ports[index] ?? address.port}`,
  );
  if (admin !== null && gateway.adminPort !== null)
    lines.push(`admin API on ${admin.tls === null ? "http" : "https"}://${hostText(admin.address.host)}:${gateway.adminPort}`);
  for (const api of gateway.generation().apis) {
    const what = api.anyOperation === null ? `${api.operations.length} operations` : colour.yellow("every path, unvalidated");
    lines.push(`  ${toPrintable(api.name)}: ${what} -> ${upstreamText(api)}`);
  }
  return lines;
}

const hostText = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** Resolves once a signal has ended the gateway, or a successor has taken its place. */
function endOf(gateway: Gateway, io: Io): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    let succeeding = false;
    const over = (ended: Promise<void>): void =>
      void ended.then(
        () => resolve(),
        (error: unknown) => {
          io.err(`stopping failed: ${toErrorText(error)}\n`);
          process.exit(EXIT.runtime);
        },
      );
    onSignals({
      reload: () => {
        // Why first: whoever rotates the log must get a new file whatever the configuration says.
        gateway.reopenLogs();
        void gateway.reload();
      },
      hurry: (signal) => io.err(`${signal} again: not waiting any longer\n`),
      stop: (signal) => {
        stopping = true;
        io.err(`${signal}: no new connections; waiting for the exchanges under way\n`);
        over(gateway.close());
      },
      succeed: () => {
        if (stopping || succeeding) return;
        succeeding = true;
        void successorOf(gateway, io).then((pid) => {
          succeeding = pid !== null;
          if (pid === null) return;
          // Asked to stop meanwhile: that goes for the successor too.
          if (stopping) process.kill(pid, "SIGTERM");
          else over(gateway.handOver());
        });
      },
    });
  });
}

/** Id of the process that serves in this one's place; null where there is none and this one goes on. Never rejects. */
async function successorOf(gateway: Gateway, io: Io): Promise<number | null> {
  const sockets = gateway.openSockets();
  const successor =
    sockets === null
      ? ({ ok: false, reason: "this system can't hand over sockets" } as const)
      : await startSuccessor(sockets, gateway.ticketSecret());
  if (successor.ok) io.err(`SIGUSR2: process ${successor.pid} takes the connections from here on; waiting for the exchanges under way\n`);
  else io.err(`SIGUSR2: no successor (${successor.reason}); this process goes on\n`);
  return successor.ok ? successor.pid : null;
}

export const runCommand: Command = {
  name: "run",
  summary: "run the gateway",
  usage: `run [[-c] FILE] [--listen ADDRESS:PORT] [--admin ADDRESS:PORT|off] [--upstream URL] [--watch|--no-watch] [--online]

FILE is portcullis.yaml where it is not given.
  --listen, --admin, --upstream   instead of what the file says; --listen where it has one listener, --upstream where it has one API
  --watch                         for development: a readable line per exchange instead of JSON, issues shown in their place, a gateway that can't be
                                  started waits for the correction, and what a reload can't change starts it again
  --no-watch                      do not reload when the file, a document, a certificate or a guard of yours changes
  --online                        load documents that are referred to by URL and allowed by \`remote_refs\`
SIGHUP opens the log's file again (rotation) and reloads; on any error the old configuration stays. SIGUSR2 starts a successor on the same sockets, with the code that lies there now, and ends this
process when that one serves. SIGTERM and SIGINT end it when the exchanges under way are over.

examples:
  portcullis run
  portcullis run --watch
  portcullis run gateway/portcullis.yaml --listen 127.0.0.1:8443 --no-watch`,
  run,
};
