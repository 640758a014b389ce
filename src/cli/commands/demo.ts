/** `portcullis demo`: examples/demo.ts with this gateway in front. Only a checkout has it; an installed package says so. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Config } from "../../config/config.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { type Command, EXIT, type Io, UsageError } from "../command.ts";
import { showIssues } from "../show_issues.ts";

/** What of the demo's modules is used here. They are no part of the package, so that no import of theirs may be one of the build. */
interface DemoModule {
  readonly runDemo: (options: DemoOptions) => Promise<number>;
}
interface TokenModule {
  readonly printDemoToken: (options: TokenOptions) => Promise<void>;
}
interface DemoOptions {
  readonly ports: Readonly<Record<"api" | "admin" | "issuer" | "shop", number>>;
  readonly attack: boolean;
  readonly startGateway: (configPath: string, overrides: Overrides) => Promise<DemoGateway>;
  readonly write: (line: string) => void;
}
interface Overrides {
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly issuer: string;
  readonly upstream: string;
  readonly onRecord: (record: ExchangeRecord) => void;
}
interface DemoGateway {
  readonly port: number;
  readonly adminPort: number;
  readonly close: () => Promise<void>;
}
interface TokenOptions {
  readonly user: string;
  readonly issuerPort: number;
  readonly resource?: string;
  readonly idToken: boolean;
  readonly write: (line: string) => void;
}

const EXAMPLES = new URL("../../../examples/", import.meta.url);

async function importExample(name: string): Promise<object> {
  const url = new URL(name, EXAMPLES);
  if (!existsSync(fileURLToPath(url)))
    throw new Error("the demo is not part of the installed package; clone the repository and run `npm ci && npm start` there");
  const loaded: unknown = await import(url.href);
  return typeof loaded === "object" && loaded !== null ? loaded : {};
}

const isDemo = (module: object): module is DemoModule => "runDemo" in module && typeof module.runDemo === "function";
const isToken = (module: object): module is TokenModule => "printDemoToken" in module && typeof module.printDemoToken === "function";

function portOf(flag: string, text: string): number {
  const port = /^[0-9]{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`\`--${flag} ${text}\`: expected a port`);
  return port;
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      attack: { type: "boolean", default: false },
      port: { type: "string" },
      "admin-port": { type: "string" },
      "issuer-port": { type: "string" },
      "shop-port": { type: "string" },
      resource: { type: "string" },
      "id-token": { type: "boolean", default: false },
    },
  });
  const write = (line: string): void => io.out(`${line}\n`);
  const [verb, ...users] = positionals;
  if (verb === "token") {
    if (users.length === 0) throw new UsageError("name a user: `demo token alice`");
    const module = await importExample("demo/demo_token.ts");
    if (!isToken(module)) throw new Error("examples/demo/demo_token.ts has no `printDemoToken`");
    const { resource } = values;
    for (const user of users)
      await module.printDemoToken({
        user,
        issuerPort: portOf("issuer-port", values["issuer-port"] ?? "9400"),
        idToken: values["id-token"],
        write,
        ...(resource === undefined ? {} : { resource }),
      });
    return EXIT.ok;
  }
  if (verb !== undefined) throw new UsageError(`\`demo ${verb}\` is unknown; there is \`demo token USER\``);
  const port = (flag: "port" | "admin-port" | "issuer-port" | "shop-port", usual: string): number =>
    // Why the system chooses for the attacks: nobody pastes anything there, and the demo may be running in another terminal.
    portOf(flag, values[flag] ?? (values.attack ? "0" : usual));
  const ports = {
    api: port("port", "8080"),
    admin: port("admin-port", "9090"),
    issuer: port("issuer-port", "9400"),
    shop: port("shop-port", "3000"),
  };
  const module = await importExample("demo.ts");
  if (!isDemo(module)) throw new Error("examples/demo.ts has no `runDemo`");
  return await module.runDemo({
    ports,
    attack: values.attack,
    startGateway: (path, overrides) => startDemoGateway(path, overrides, io),
    write,
  });
}

async function startDemoGateway(configPath: string, overrides: Overrides, io: Io): Promise<DemoGateway> {
  const { startGateway } = await import("../../gateway.ts");
  const started = await startGateway({ configPath, adjust: (config) => adjusted(config, overrides), onRecord: overrides.onRecord });
  if (!started.ok) {
    showIssues(started.issues, io);
    throw new Error("the demo's gateway did not start");
  }
  const gateway = started.value;
  return { port: gateway.port, adminPort: gateway.adminPort ?? 0, close: () => gateway.close() };
}

function adjusted(config: Config, { host, port, adminPort, issuer, upstream }: Overrides): Config {
  return {
    ...config,
    listen: [{ ...config.listen[0], address: { host, port } }],
    admin: config.admin === null ? null : { ...config.admin, address: { host, port: adminPort } },
    apis: config.apis.map((api) => ({
      ...api,
      upstream: { ...api.upstream, targets: [{ url: new URL(upstream), weight: 1 }] },
      auth: api.auth === null ? null : { ...api.auth, issuers: api.auth.issuers.map((known) => ({ ...known, issuer })) },
    })),
  };
}

export const demo: Command = {
  name: "demo",
  summary: "run the demo: a vulnerable shop, an authorization server, and the gateway in front",
  usage: `demo [--attack] [--port N] [--admin-port N] [--issuer-port N] [--shop-port N]
       portcullis demo token USER... [--issuer-port N] [--resource URL] [--id-token]

  --attack     run every listed exploit with and without the gateway, print the table, and end; on free ports where no flag names one,
               so that it runs beside the demo
  token USER   print an access token of alice, bob, admin or machine from the running demo, alone on the last line
  --resource   audience of the token, instead of the shop
  --id-token   the ID token instead of the access token

examples:
  portcullis demo --port 8081
  TOKEN=$(portcullis demo token alice | tail -n 1)`,
  run,
};
