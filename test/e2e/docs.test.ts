/**
 * docs/ is true: every command of every page is run, in order, in a folder of its own, with an API at http://127.0.0.1:3000 (and another at :3001); what the page says
 * comes out comes out. Ports are free ones here. A new page needs nothing but its blocks (test/support/docs_page.ts) and its line in docs/README.md.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { delimiter, dirname, join, normalize } from "node:path";
import { test, type TestContext } from "node:test";
import { type DocsStep, readDocsPage, saysLine } from "../support/docs_page.ts";
import { type Echo, startEcho } from "../support/echo.ts";
import { interrupt, type ProcessEnd, runProcess, startProcess } from "../support/run_process.ts";
import { skipWithout } from "../support/servers.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url).pathname;
const PAGES = globSync("docs/**/*.md", { cwd: root })
  .filter((page) => !page.startsWith("docs/decisions/"))
  .toSorted();
/** Ports that pages name for what they start themselves. */
const OWN_PORTS = [8000, 8080, 8443, 9090, 50051];
/** Programs of Debian that pages call. */
const PROGRAMS = ["curl", "openssl", "nginx"] as const;
/** Commands that are shown and not run, by page: each needs what no test machine has. Counted, so that none is added without a thought. */
const ELSEWHERE: Readonly<Record<string, number>> = {
  "docs/how-to/kubernetes.md": 4,
  "docs/how-to/systemd.md": 9,
  "docs/how-to/upgrade.md": 3,
};

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

class Page {
  ran = 0;
  private readonly context: TestContext;
  private readonly folder: string;
  private readonly ports: ReadonlyMap<number, number>;

  constructor(context: TestContext, ports: ReadonlyMap<number, number>) {
    this.context = context;
    this.ports = ports;
    this.folder = temporaryFolder(context);
    // `portcullis` is this checkout's.
    mkdirSync(join(this.folder, ".bin"));
    const launcher = `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${root}bin/portcullis" "$@"\n`;
    writeFileSync(join(this.folder, ".bin/portcullis"), launcher, { mode: 0o755 });
    writeFileSync(join(this.folder, ".env"), "");
  }

  async take(step: DocsStep): Promise<void> {
    switch (step.kind) {
      case "file":
        mkdirSync(dirname(join(this.folder, step.name)), { recursive: true });
        writeFileSync(join(this.folder, step.name), this.here(step.text));
        return;
      case "background": {
        const process_ = startProcess("sh", ["-c", `exec ${this.here(step.command)}`], { ...this.options(), group: true });
        this.context.after(async () => {
          interrupt(process_);
          await process_.end;
        });
        await process_.says(step.until);
        this.ran++;
        return;
      }
      case "run": {
        const end = await this.run(step.command);
        assert.equal(end.code, 0, `line ${step.line}: ${step.command}\n${end.out}${end.err}`);
        const output = end.out + end.err;
        for (const line of step.says)
          assert.ok(
            saysLine(output, this.here(line)),
            `line ${step.line}: \`${line}\` is not in what \`${step.command}\` says:\n${output}`,
          );
        this.ran++;
        return;
      }
      case "elsewhere":
        for (const [path] of step.command.matchAll(/\bdeploy\/[\w./-]+/gu))
          assert.ok(existsSync(join(root, path)), `line ${step.line}: ${path}`);
    }
  }

  /** Variables that a command sets are there for the next. */
  private async run(command: string): Promise<ProcessEnd> {
    const script = `set -a; . ./.env; ${this.here(command)}\ncode=$?; unset code_; export -p | grep -v -E ' (PATH|PWD|OLDPWD|SHLVL|_)=' > ./.env; exit $code`;
    const end = await runProcess("sh", ["-c", script], this.options());
    // What a command wrote names the ports of the page.
    const config = join(this.folder, "portcullis.yaml");
    if (existsSync(config)) writeFileSync(config, this.here(readFileSync(config, "utf8")));
    return end;
  }

  private options() {
    const path = [join(this.folder, ".bin"), "/usr/sbin", process.env["PATH"] ?? ""].join(delimiter);
    return { cwd: this.folder, env: { PATH: path, REPOSITORY: root } };
  }

  private here(text: string): string {
    return text.replaceAll(/(?<![0-9])(?:8000|8080|8443|9090|50051|3000|3001)(?![0-9])/gu, (port) =>
      String(this.ports.get(Number(port)) ?? port),
    );
  }
}

const without = PROGRAMS.map(skipWithout).find((reason) => reason !== false) ?? false;
const answer: Parameters<typeof startEcho>[0] = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.statusCode = request.method === "POST" ? 201 : 200;
  response.end(JSON.stringify([{ id: 1, items: ["kettle"] }]));
};

async function runPage(context: TestContext, page: string, steps: readonly DocsStep[]): Promise<void> {
  const apis: readonly Echo[] = [await startEcho(answer), await startEcho(answer)];
  const own = await freePorts(OWN_PORTS.length);
  const ports = new Map<number, number>([...OWN_PORTS.entries()].map(([index, port]) => [port, own[index] ?? port] as const));
  for (const [index, api] of apis.entries()) {
    ports.set(3000 + index, api.port);
    context.after(() => api.close());
  }
  const run = new Page(context, ports);
  for (const step of steps) await run.take(step);
  const count = (kind: DocsStep["kind"]): number => steps.filter((step) => step.kind === kind).length;
  assert.equal(run.ran, count("run") + count("background"));
  assert.equal(count("elsewhere"), ELSEWHERE[page] ?? 0, "commands that are shown and not run");
  context.diagnostic(`${page}: ${run.ran} commands run, ${count("elsewhere")} shown`);
}

// Why two at a time: commands mostly wait for processes to start.
test("every command of every page runs", { skip: without, concurrency: 2 }, async (context) => {
  const pages = PAGES.map((page) => ({ page, steps: readDocsPage(join(root, page)) })).filter(({ steps }) => steps.length > 0);
  await Promise.all(pages.map(({ page, steps }) => context.test(page, (inner) => runPage(inner, page, steps))));
  const commands = pages.flatMap(({ steps }) => steps).filter(({ kind }) => kind !== "file");
  assert.ok(commands.length > 50, `${commands.length} commands on ${pages.length} pages`);
});

test("every page is in the index, and every link of every page leads somewhere", () => {
  const index = readFileSync(join(root, "docs/README.md"), "utf8");
  const missing = PAGES.filter((page) => page !== "docs/README.md" && !index.includes(`(${page.slice("docs/".length)})`));
  assert.deepEqual(missing, []);
  let links = 0;
  for (const page of PAGES)
    for (const [, link = ""] of readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/gu)) {
      assert.ok(existsSync(join(root, normalize(join(dirname(page), link)))), `${page}: ${link}`);
      links++;
    }
  assert.ok(links > 30, String(links));
});
