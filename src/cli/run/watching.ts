/**
 * `portcullis run --watch`: for development. A readable line for each exchange, issues shown in their place, reload on every change; what can't be loaded leaves
 * the configuration before in force, or is waited for where there is none yet; what a reload can't change starts the gateway again.
 */
import { statSync } from "node:fs";
import { relative } from "node:path";
import pc from "picocolors";
import { FileWatch } from "../../adapters/file_watch.ts";
import { readSources } from "../../adapters/gateway_sources.ts";
import type { Config } from "../../config/config.ts";
import type { GatewayOptions } from "../../gateway/gateway_options.ts";
import type { Gateway } from "../../gateway/running_gateway.ts";
import type { Issue } from "../../kernel/issue.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { EXIT, type Io } from "../command.ts";
import { eventLine, eventTitle } from "../report/event_line.ts";
import { countIssues, showIssues } from "../show_issues.ts";
import { codeFrame } from "./code_frame.ts";
import { logLine } from "./log_line.ts";
import { onSignals } from "./signals.ts";

export interface WatchingOptions {
  readonly configPath: string;
  readonly online: boolean;
  readonly adjust: (config: Config) => Config;
  /** Lines that say where it listens. */
  readonly announce: (gateway: Gateway) => Promise<readonly string[]>;
  readonly readyLine: string;
}

/** How long exchanges under way may take when the gateway is started again. */
const RESTART_DRAIN_MS = 2_000;

type Turn = "restart" | "stop";

/** Runs until a signal ends it; the exit code. */
export async function runWatching(options: WatchingOptions, io: Io): Promise<number> {
  const { startGateway } = await import("../../gateway.ts");
  const screen = new Screen(options.configPath, io);
  let turn: (turn: Turn) => void = () => {};
  let running: Gateway | null = null;
  const off = onSignals({
    reload: () => {
      running?.reopenLogs();
      void running?.reload();
    },
    stop: (signal) => {
      io.err(`${signal}: no new connections; waiting for the exchanges under way\n`);
      turn("stop");
    },
    hurry: (signal) => io.err(`${signal} again: not waiting any longer\n`),
  });
  try {
    for (;;) {
      const next = new Promise<Turn>((resolve) => {
        turn = resolve;
      });
      const beganMs = Date.now();
      const started = await startGateway({ ...options, ...screen.gatewayOptions(() => turn("restart")) });
      screen.issues(started.issues);
      if (!started.ok) {
        const waiting = (): void => io.err(`${screen.name}: not started (${countIssues(started.issues)}); waiting for a change\n`);
        if ((await Promise.race([next, changeOf(options, beganMs, waiting)])) === "stop") return EXIT.ok;
        continue;
      }
      running = started.value;
      for (const line of await options.announce(running)) io.err(`${line}\n`);
      io.err(`${options.readyLine}\n`);
      const last = await next;
      await running.close(...(last === "restart" ? [RESTART_DRAIN_MS] : []));
      running = null;
      if (last === "stop") return EXIT.ok;
      io.err("starting again\n");
    }
  } finally {
    off();
  }
}

/** Clocks of file systems lag by a few milliseconds. */
const CLOCK_MS = 10;

/** Resolves when a file changes, or has since `sinceMs`, of which a configuration that could not be started is made. `waiting` is called before. */
async function changeOf({ configPath, online }: WatchingOptions, sinceMs: number, waiting: () => void): Promise<Turn> {
  const { sources } = await readSources(configPath, online);
  const files = sources?.files ?? [configPath];
  return await new Promise((resolve) => {
    const watch = new FileWatch(
      () => {
        watch.close();
        clearInterval(alive);
        resolve("restart");
      },
      () => {},
    );
    // Why: watching alone does not keep the process.
    const alive = setInterval(() => {}, 60_000);
    watch.watch(files);
    waiting();
    const changed = files.some((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > sinceMs + CLOCK_MS);
    if (changed) watch.touch();
  });
}

class Screen {
  /** The configuration as a person here would name it. */
  readonly name: string;
  private readonly io: Io;
  private titled = false;

  constructor(configPath: string, io: Io) {
    this.name = relative(io.cwd, configPath);
    this.io = io;
  }

  /** `restart` is called when a change needs it. */
  gatewayOptions(restart: () => void): Required<Pick<GatewayOptions, "watch" | "print" | "onRecord" | "onReload">> {
    return {
      watch: true,
      print: (line) => this.io.err(`${logLine(line, this.io.colours)}\n`),
      onRecord: (record) => this.record(record),
      onReload: (issues, swapped) => {
        const again = swapped && issues.some(({ code }) => code === "config.needs_restart");
        this.issues(again ? issues.filter(({ code }) => code !== "config.needs_restart") : issues);
        const colour = pc.createColors(this.io.colours);
        const what = swapped
          ? colour.green("the new configuration holds from here on")
          : colour.red("the old configuration stays in force");
        this.io.err(`reload of ${this.name}: ${what} (${countIssues(issues)})\n`);
        if (again) restart();
      },
    };
  }

  issues(issues: readonly Issue[]): void {
    for (const issue of issues) {
      showIssues([issue], this.io);
      for (const line of codeFrame(issue, this.io.columns)) this.io.err(`${line}\n`);
    }
  }

  private record(record: ExchangeRecord): void {
    const style = { columns: this.io.columns, colours: this.io.colours };
    if (!this.titled) this.io.out(`${eventTitle(style)}\n`);
    this.titled = true;
    this.io.out(`${eventLine({ kind: "exchange", run: 0, seq: 0, record }, style)}\n`);
  }
}
