/** A whole gateway for a test: configuration in a folder of its own, real listeners on free ports, records kept for assertions. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway } from "../../src/gateway.ts";
import type { Gateway } from "../../src/gateway/running_gateway.ts";
import type { ExchangeRecord } from "../../src/kernel/record.ts";

export interface TestGatewayOptions {
  /** OpenAPI document, written as JSON beside the configuration; without it `routes: any`. */
  readonly document?: object;
  readonly upstream: string;
  /** Further keys of the API. */
  readonly api?: object;
  /** The APIs as they are written, instead of that one. */
  readonly apis?: readonly object[];
  /** Further keys of the configuration. */
  readonly config?: object;
  /** Files to write beside the configuration. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Reload when a file changes, as `portcullis run` does. */
  readonly watch?: boolean;
  /** Shown each record, which is then not kept in `records`: for runs of very many. */
  readonly onRecord?: (record: ExchangeRecord) => void;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly adminPort: number;
  readonly base: string;
  readonly folder: string;
  readonly configFile: string;
  readonly records: ExchangeRecord[];
  /** The record that comes next, or the one that matches among those that came. */
  record(match?: (record: ExchangeRecord) => boolean): Promise<ExchangeRecord>;
  close(): Promise<void>;
}

/** The configuration as it is written, without listening. */
export function writeTestConfig(options: TestGatewayOptions): { readonly folder: string; readonly configFile: string } {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-test-"));
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
  if (options.document !== undefined) writeFileSync(join(folder, "openapi.json"), JSON.stringify(options.document));
  const configFile = join(folder, "portcullis.yaml");
  const source = options.document === undefined ? { routes: "any" } : { openapi: "./openapi.json" };
  const config = {
    version: 1,
    listen: "127.0.0.1:0",
    admin: "127.0.0.1:0",
    log: { exchanges: "off" },
    store: "off",
    ...options.config,
    apis: options.apis ?? [{ name: "test", ...source, upstream: options.upstream, ...options.api }],
  };
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config, null, 2));
  return { folder, configFile };
}

export async function startTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const { folder, configFile } = writeTestConfig(options);
  const records: ExchangeRecord[] = [];
  const waiting = new Set<() => void>();
  const onRecord = (record: ExchangeRecord): void => {
    if (options.onRecord !== undefined) {
      options.onRecord(record);
      return;
    }
    records.push(record);
    for (const wake of waiting) wake();
  };
  const started = await startGateway({ configPath: configFile, onRecord, watch: options.watch ?? false });
  if (!started.ok) throw new Error(started.issues.map((issue) => `${issue.pointer}: ${issue.message}`).join("\n"));
  const gateway = started.value;
  return {
    gateway,
    port: gateway.port,
    adminPort: gateway.adminPort ?? 0,
    base: `http://127.0.0.1:${gateway.port}`,
    folder,
    configFile,
    records,
    record: (match = () => true) =>
      new Promise((resolve, reject) => {
        const look = (): boolean => {
          const found = records.find(match);
          if (found === undefined) return false;
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found);
          return true;
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no such record among ${JSON.stringify(records.map(({ outcome, code }) => [outcome, code]))}`));
        }, 5_000);
        if (!look()) waiting.add(look);
      }),
    close: async () => {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
