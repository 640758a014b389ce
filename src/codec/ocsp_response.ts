/** What an OCSP response says (RFC 6960 section 4.2.1), as far as stapling needs it. The signature is the client's to check. */
import { type DerValue, derSerial, derTimeMs, inside, readDer } from "./der.ts";

export interface OcspAnswer {
  /** Serial number of the certificate, upper-case hexadecimal without leading zeros. */
  readonly serial: string;
  readonly status: "good" | "revoked" | "unknown";
  readonly thisUpdateMs: number;
  /** Null: newer information is always there (RFC 6960 section 4.2.2.1), so that it can't be kept. */
  readonly nextUpdateMs: number | null;
}

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const INTEGER = 0x02;
const EXPLICIT_0 = 0xa0;
const STATUSES: ReadonlyMap<number, OcspAnswer["status"]> = new Map([
  [0x80, "good"],
  [0xa1, "revoked"],
  [0x82, "unknown"],
]);

/** The answers of a successful basic response, in order; null for what is none: garbage, another type, a responder's error. */
export function parseOcspResponse(bytes: Uint8Array): readonly OcspAnswer[] | null {
  const [status, response] = inside(readDer(bytes)?.[0], SEQUENCE) ?? [];
  if (status?.content[0] !== 0) return null;
  const [, octets] = inside(inside(response, EXPLICIT_0)?.[0], SEQUENCE) ?? [];
  if (octets?.tag !== OCTET_STRING) return null;
  const [data] = inside(readDer(octets.content)?.[0], SEQUENCE) ?? [];
  // Before the list of answers stand a version (`[0]`), the responder and a time: of its tag it is the only one.
  const answers = inside(data, SEQUENCE)?.find(({ tag }) => tag === SEQUENCE);
  const parsed = inside(answers, SEQUENCE)?.map(toAnswer);
  return parsed === undefined || parsed.length === 0 || parsed.includes(null) ? null : parsed.filter((answer) => answer !== null);
}

function toAnswer(value: DerValue): OcspAnswer | null {
  const [id, status, thisUpdate, next] = inside(value, SEQUENCE) ?? [];
  const serial = inside(id, SEQUENCE)?.[3];
  const known = STATUSES.get(status?.tag ?? 0);
  const thisUpdateMs = derTimeMs(thisUpdate);
  if (serial?.tag !== INTEGER || known === undefined || thisUpdateMs === null) return null;
  return { serial: derSerial(serial.content), status: known, thisUpdateMs, nextUpdateMs: derTimeMs(inside(next, EXPLICIT_0)?.[0]) };
}

/** Whether the answer may be handed out at that time. */
export function isCurrent({ thisUpdateMs, nextUpdateMs }: OcspAnswer, nowMs: number): boolean {
  return nextUpdateMs !== null && thisUpdateMs <= nowMs && nowMs < nextUpdateMs;
}
