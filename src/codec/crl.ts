/** When a certificate revocation list was made and when the next is due (RFC 5280 section 5.1.2). */
import { derTimeMs, inside, readDer } from "./der.ts";

export interface CrlTimes {
  readonly thisUpdateMs: number;
  /** Null where the list names none. */
  readonly nextUpdateMs: number | null;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** Of a DER list; null where it is none. */
export function parseCrlTimes(bytes: Uint8Array): CrlTimes | null {
  const list = inside(inside(readDer(bytes)?.[0], SEQUENCE)?.[0], SEQUENCE);
  if (list === null) return null;
  // Version (optional), signature algorithm, issuer, then the times.
  const at = list[0]?.tag === INTEGER ? 3 : 2;
  const thisUpdateMs = derTimeMs(list[at]);
  return thisUpdateMs === null ? null : { thisUpdateMs, nextUpdateMs: derTimeMs(list[at + 1]) };
}
