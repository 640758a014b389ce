/** Asks the admin API of the gateway that runs on a configuration: over its unix socket where it has one, else with the token of its file. */
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { Agent, request } from "undici";
import { toErrorText } from "../codec/thrown.ts";
import { readPrivateFile } from "../adapters/private_file.ts";
import { readConfigFile } from "../adapters/read_config_file.ts";
import type { AdminListen } from "../config/listener_options.ts";
import { adminListenFault, parseAddress } from "../config/listener_options.ts";
import { stateFile } from "../config/state_files.ts";
import { type Io, UsageError } from "./command.ts";

const TIMEOUT_MS = 10_000;

export interface AdminAnswer {
  readonly status: number;
  /** Decoded JSON; null for an answer that is none. */
  readonly body: unknown;
}

export interface AdminClient {
  ask(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<AdminAnswer>;
  close(): Promise<void>;
}

/** `address` stands in for what the configuration says, its unix socket too. Throws where there is no admin API, no token that can be read, and later when nothing answers. */
export function openAdmin(configFile: string, address: string | undefined, io: Io): AdminClient {
  const parsed = readConfigFile(configFile);
  if (!parsed.ok) throw new Error(`${relative(io.cwd, configFile)} is missing or not valid; \`portcullis check\` says why`);
  const { admin } = parsed.value.config;
  if (admin === null) throw new Error("the configuration has `admin: off`; without it nobody can ask the running gateway");
  const folder = dirname(configFile);
  if (admin.socket !== null && address === undefined) {
    const agent = new Agent({ connect: { socketPath: resolve(folder, admin.socket) } });
    return clientOf(agent, "http://localhost", {}, admin.socket);
  }
  const at = address === undefined ? admin.address : parseAddress(address);
  if (at === null) throw new UsageError(`\`--admin ${address ?? ""}\`: expected \`address:port\``);
  // Why here too: the token goes with every question.
  const fault = adminListenFault({ ...admin, address: at });
  if (address !== undefined && fault !== null) throw new UsageError(`\`--admin ${address}\`: ${fault}`);
  const tokenFile = resolve(folder, admin.tokenFile ?? stateFile(parsed.value.config, "admin-token"));
  const token = readPrivateFile(tokenFile)?.trim();
  if (token === undefined)
    throw new Error(`there is no admin token in ${relative(io.cwd, tokenFile)}; the gateway makes it when it starts`);
  const host = at.host === "0.0.0.0" ? "127.0.0.1" : at.host === "::" ? "::1" : at.host;
  const base = `${admin.tls === null ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${at.port}`;
  return clientOf(agentFor(admin, folder), base, { authorization: `Bearer ${token}` }, base);
}

/** With TLS exactly the certificate of the configuration is trusted, under whatever name: the address is the one the configuration names. */
function agentFor(admin: AdminListen, folder: string): Agent {
  if (admin.tls === null) return new Agent();
  const ca = readFileSync(resolve(folder, admin.tls.certFile));
  return new Agent({ connect: { ca, allowPartialTrustChain: true, checkServerIdentity: () => undefined } });
}

function clientOf(agent: Agent, base: string, headers: Readonly<Record<string, string>>, shown: string): AdminClient {
  return {
    async ask(method, path, body) {
      try {
        const answer = await request(`${base}${path}`, {
          method,
          dispatcher: agent,
          headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const text = await answer.body.text();
        return { status: answer.statusCode, body: parsedOrNull(text) };
      } catch (error) {
        throw new Error(`no gateway answers at ${shown}; is it running? (${toErrorText(error)})`, {
          cause: error,
        });
      }
    },
    close: () => agent.close(),
  };
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
