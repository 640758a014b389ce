/** What a gateway finds wrong while it runs, beyond what its files say. */
import { errorCode, toErrorText } from "../codec/thrown.ts";
import type { Config } from "../config/config.ts";
import type { Address } from "../config/listener_options.ts";
import type { Issue } from "../kernel/issue.ts";

/** Parts of the configuration that are bound to what was opened at the start. */
const AT_START = ["listen", "admin", "workers", "protocol", "trustedProxies", "state", "store", "log", "telemetry"] as const;

/** What of a listener is bound to its socket; its certificates are not. */
function boundToStart(config: Config): Readonly<Record<(typeof AT_START)[number], unknown>> {
  return { ...config, listen: config.listen.map(({ tls, ...listener }) => ({ ...listener, tls: tls !== null })) };
}

/** What changed in the file and does not hold yet: said, since nothing is skipped silently. */
export function restartIssues(before: Config, now: Config, file: string): readonly Issue[] {
  const [then, since] = [boundToStart(before), boundToStart(now)];
  return AT_START.filter((key) => JSON.stringify(then[key]) !== JSON.stringify(since[key])).map((key) => {
    const name = key.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
    const message = `\`${name}\` changed; it takes effect when the gateway is started again`;
    return { severity: "warning", code: "config.needs_restart", message, file, pointer: `/${name}`, line: null, column: null };
  });
}

/** Why an address can't be listened on. `pointer`: the key of the configuration that names it. */
export function listenIssue(address: Address, pointer: string, error: unknown): Issue {
  const code = errorCode(error);
  const where = `${address.host}:${address.port}`;
  const message =
    code === "EADDRINUSE"
      ? `the address \`${where}\` is taken; stop what listens there, or choose another (in the file, or with \`--${pointer.slice(1)}\`)`
      : code === "EACCES"
        ? `listening on \`${where}\` is not permitted; choose a port above 1023`
        : `can't listen on \`${where}\`: ${toErrorText(error)}`;
  return { severity: "error", code: "listen.failed", message, file: null, pointer, line: null, column: null };
}
