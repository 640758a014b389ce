/** The last stage before TLS: the ClientHello is looked at for its fingerprint and put back whole. */
import { readClientHello } from "../../message/tls/hello_records.ts";
import { toJa4 } from "../../message/tls/ja4.ts";
import { SYSTEM_DEPS } from "../system_deps.ts";
import type { Stage } from "./arrival.ts";
import { type Decided, peek } from "./peek.ts";

function decide(bytes: Uint8Array): Decided<string | null> | null {
  const read = readClientHello(bytes);
  if (read.kind === "more") return null;
  return { value: read.kind === "hello" ? toJa4(read.hello, SYSTEM_DEPS.hash) : null, used: 0 };
}

/** `onRefused` hears of connections that begin with no ClientHello, or with one beyond the bounds (Why ended: it would be a way to have no fingerprint). */
export function clientHello(onRefused: () => void): Stage {
  return async (arrival) => {
    const ja4 = await peek(arrival.socket, decide);
    if (ja4 !== null) return { ...arrival, ja4 };
    onRefused();
    arrival.socket.destroy();
    return null;
  };
}
