/** Hosts of APIs that no certificate speaks for: a request that names one is answered 421 (engine/connection_fit.ts), so whoever wrote it is told. */
import type { Config } from "../config/config.ts";
import type { ConfigIssue } from "../config/read_config.ts";
import { matchHost } from "../message/host_pattern.ts";
import type { TlsMaterial } from "./listener/tls_material.ts";

/**
 * A warning for each. `tls`: of each listener, as it was read; null for one without TLS, or whose files can't be used. None at all where a listener is without TLS,
 * since it serves every host, and where files can't be used, since nobody knows what they would name.
 */
export function unservedHosts(
  apis: readonly Pick<Config["apis"][number], "hosts">[],
  tls: readonly (TlsMaterial | null)[],
): readonly ConfigIssue[] {
  const patterns = new Set<string>();
  for (const material of tls) {
    if (material === null) return [];
    for (const certificate of material.certificates) for (const pattern of certificate.patterns) patterns.add(pattern);
    for (const host of material.acme?.hosts ?? []) patterns.add(host);
  }
  return apis.flatMap(({ hosts }, api) =>
    hosts.flatMap((host, index) => {
      if (matchHost(patterns, host) !== null) return [];
      const message = `no certificate of a listener names \`${host}\`, so requests for it are answered 421; add one, or write the host in a certificate's \`hosts\``;
      return [{ severity: "warning", code: "config.tls_host", message, path: ["apis", api, "hosts", index] }];
    }),
  );
}
