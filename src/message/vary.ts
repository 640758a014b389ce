/** The field `Vary` (RFC 9110 section 12.5.5) where the gateway adds to what the upstream said. */

/** One value with every member of `upstream` and of `added`, each once, lower case; `*` alone when either says so. */
export function mergeVary(upstream: readonly string[], added: string): string {
  const members = new Set<string>();
  for (const line of [...upstream, added]) {
    for (const member of line.split(",")) {
      const name = member.trim().toLowerCase();
      if (name === "*") return "*";
      if (name !== "") members.add(name);
    }
  }
  return [...members].join(", ");
}
