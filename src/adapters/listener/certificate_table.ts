/** Which of a listener's certificates a client gets, by the host that it names (SNI, RFC 6066 section 3). */
import { matchHost } from "../../message/host_pattern.ts";

export interface Patterned {
  /** Canonical patterns of message/host_pattern.ts. */
  readonly patterns: readonly string[];
}

export class CertificateTable<T extends Patterned> {
  private readonly byPattern: ReadonlyMap<string, T>;
  private readonly first: T;

  constructor(entries: readonly [T, ...T[]]) {
    this.first = entries[0];
    this.byPattern = new Map(entries.flatMap((entry) => entry.patterns.map((pattern) => [pattern, entry] as const)));
  }

  /** The exact name before its wildcard before `*`; the first entry where none fits, or no host is named. `serverName` is lower case. */
  select(serverName: string | null): T {
    const pattern = serverName === null ? null : matchHost(this.byPattern, serverName);
    return (pattern === null ? null : this.byPattern.get(pattern)) ?? this.first;
  }
}

/** The patterns that stand in more than one entry: nothing says which of them serves. */
export function overlaps(entries: readonly Patterned[]): readonly { readonly pattern: string; readonly indexes: readonly number[] }[] {
  const places = new Map<string, Set<number>>();
  for (const [index, { patterns }] of entries.entries()) {
    for (const pattern of patterns) places.set(pattern, (places.get(pattern) ?? new Set()).add(index));
  }
  return [...places].filter(([, indexes]) => indexes.size > 1).map(([pattern, indexes]) => ({ pattern, indexes: [...indexes] }));
}
