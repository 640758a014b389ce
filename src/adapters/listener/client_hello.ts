/** The last stage before TLS: the ClientHello is looked at for its fingerprint, and for who asks, and put back whole. */
import { readClientHello } from "../../message/tls/hello_records.ts";
import { toJa4 } from "../../message/tls/ja4.ts";
import { SYSTEM_DEPS } from "../system_deps.ts";
import type { Arrival, Stage } from "./arrival.ts";
import { type Decided, peek } from "./peek.ts";

/** The one protocol of ALPN that a certificate authority offers for `tls-alpn-01` (RFC 8737 section 6.2). */
export const ACME_TLS = "acme-tls/1";

function decide(bytes: Uint8Array): Decided<Pick<Arrival, "ja4" | "validation"> | null> | null {
  const read = readClientHello(bytes);
  if (read.kind === "more") return null;
  if (read.kind !== "hello") return { value: null, used: 0 };
  const { firstAlpn } = read.hello;
  const validation = firstAlpn !== null && Buffer.from(firstAlpn).toString("latin1") === ACME_TLS;
  return { value: { ja4: toJa4(read.hello, SYSTEM_DEPS.hash), validation }, used: 0 };
}

/** `onRefused` hears of connections that begin with no ClientHello, or with one beyond the bounds (Why ended: it would be a way to have no fingerprint). */
export function clientHello(onRefused: () => void): Stage {
  return async (arrival) => {
    const seen = await peek(arrival.socket, decide);
    if (seen !== null) return { ...arrival, ...seen };
    onRefused();
    arrival.socket.destroy();
    return null;
  };
}
