/**
 * What a header of the PROXY protocol says (HAProxy's specification, `doc/proxy-protocol.txt`): the two ends of the connection that a proxy took over. Whether the
 * sender may say so is the listener's business; the version is never guessed from who connects, only read from the signature.
 */

/** One end: canonical address text and port. */
export interface ProxyEnd {
  readonly address: string;
  readonly port: number;
}

/** No end at all: of connections that are the sender's own, such as checks of health. */
export const NOBODY: ProxyEnd = Object.freeze({ address: "", port: 0 });

export interface ProxyEnds {
  readonly source: ProxyEnd;
  readonly destination: ProxyEnd;
}

export interface ProxyHeader {
  readonly version: 1 | 2;
  /** Null where there are none to tell: the proxy's own connections (`LOCAL`), clients without an IP address (`UNKNOWN`, `UNSPEC`, unix sockets). */
  readonly ends: ProxyEnds | null;
  /** Bytes it takes: what follows belongs to the connection. */
  readonly bytes: number;
}

export type ProxyRefusal =
  /** The first bytes are not those of a header. */
  | "not_proxied"
  /** Begins like one and does not go on like one. */
  | "malformed"
  /** Beyond the bounds. */
  | "too_large"
  /** A version, family or transport that is not specified or that no connection of ours has. */
  | "unsupported"
  /** The checksum is wrong. */
  | "corrupt";

/** `more`: so far these may be the first bytes of a header. */
export type ProxyRead =
  | { readonly kind: "more" }
  | { readonly kind: "refused"; readonly why: ProxyRefusal }
  | { readonly kind: "header"; readonly header: ProxyHeader };

export const MORE: ProxyRead = Object.freeze({ kind: "more" });

export const refused = (why: ProxyRefusal): ProxyRead => ({ kind: "refused", why });
