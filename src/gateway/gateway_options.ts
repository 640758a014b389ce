/** What whoever starts a gateway decides, beyond what its configuration says. */
import type { InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import type { TicketSecret } from "../adapters/listener/ticket_secret.ts";
import type { CompileRequest } from "../adapters/generations.ts";
import type { Config } from "../config/config.ts";
import type { Generation } from "../engine/plan.ts";
import type { GatewaySources } from "../adapters/gateway_sources.ts";
import type { Issue } from "../kernel/issue.ts";
import type { ExchangeRecord } from "../kernel/record.ts";

/** A configuration that holds. */
export interface InForce {
  readonly generation: Generation;
  readonly sources: GatewaySources;
}

export interface GatewayOptions {
  readonly configPath: string;
  /** Whether descriptions may refer to remote files. */
  readonly online?: boolean;
  /** Changes what the configuration says, for flags of the command line. */
  readonly adjust?: (config: Config) => Config;
  /** Shown each record when its exchange is over. */
  readonly onRecord?: (record: ExchangeRecord) => void;
  /** Given each line of the gateway's own log (JSON), every level of it, instead of the log that the configuration names. */
  readonly print?: (line: string) => void;
  /** Sockets that this process was started with. */
  readonly sockets?: InheritedSockets;
  /** Secret of session tickets of the process that this one succeeds; null for a new one. */
  readonly tickets?: TicketSecret | null;
  /** Arguments of this runtime that start this program again, as a worker where it is told so; without them there are no workers. */
  readonly workerCommand?: readonly string[];
  /** Reload when a file that was read changes. */
  readonly watch?: boolean;
  /** Told how each reload went. */
  readonly onReload?: (issues: readonly Issue[], swapped: boolean) => void;
}

/** What to compile, as the options say it. */
export function requestOf(options: Pick<GatewayOptions, "configPath" | "online" | "adjust">, eager: boolean): CompileRequest {
  const { configPath, adjust } = options;
  return { configPath, online: options.online ?? false, eager, ...(adjust === undefined ? {} : { adjust }) };
}
