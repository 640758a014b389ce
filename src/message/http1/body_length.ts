/** What the framing fields of a head declare (RFC 9112 section 6): read once for requests and responses, and refused where two readers could differ. */
import type { BodyFraming } from "../../kernel/exchange.ts";
import { FIELD, FRAMING_FIELDS, mimicsKnownField } from "../field_names.ts";
import type { Fields } from "../headers.ts";
import { parseContentLength } from "./content_length.ts";
import type { RefusalCode } from "./refusal.ts";

export const NO_BODY: BodyFraming = Object.freeze({ kind: "none" });
const CHUNKED: BodyFraming = Object.freeze({ kind: "chunked" });

/** A refusal before it is put in a request's or a response's words. */
export interface Fault {
  readonly kind: "fault";
  readonly code: RefusalCode;
  readonly place: string;
}

export function fault(code: RefusalCode, place: string): Fault {
  return { kind: "fault", code, place };
}

/** `none` where neither field is given. */
export type DeclaredLength = BodyFraming | Fault;

/** How many fields of each `FIELD` id there are, and where the last one is; -1 where there is none. */
export class FramingFields {
  readonly count: number[] = [0, 0, 0, 0, 0, 0];
  readonly index: number[] = [-1, -1, -1, -1, -1, -1];
  /** Index of a field that some upstreams would read as a known one, -1 where there is none. */
  mimic = -1;

  constructor(fields: Fields) {
    for (let index = 0; index < fields.length; index += 1) {
      const id = fields.idAt(index);
      if (id >= FRAMING_FIELDS) continue;
      if (id >= 0) {
        this.count[id] = (this.count[id] ?? 0) + 1;
        this.index[id] = index;
      } else if (mimicsKnownField(fields.nameAt(index))) this.mimic = index;
    }
  }

  has(id: number): boolean {
    return (this.index[id] ?? -1) >= 0;
  }
}

/** Reads Content-Length and Transfer-Encoding of a message of HTTP/1.`minor`. */
export function readDeclaredLength(fields: Fields, framing: FramingFields, minor: 0 | 1): DeclaredLength {
  if (framing.has(FIELD.transferEncoding)) {
    if (framing.has(FIELD.contentLength)) return fault("length_and_chunked", "header:transfer-encoding");
    if (framing.count[FIELD.transferEncoding] !== 1) return fault("transfer_encoding_repeated", "header:transfer-encoding");
    if (minor === 0) return fault("transfer_encoding_in_1_0", "header:transfer-encoding");
    const coding = fields.valueAt(framing.index[FIELD.transferEncoding] ?? -1);
    if (coding !== "chunked" && coding.toLowerCase() !== "chunked") return fault("transfer_encoding_unknown", "header:transfer-encoding");
    return CHUNKED;
  }
  if (!framing.has(FIELD.contentLength)) return NO_BODY;
  if (framing.count[FIELD.contentLength] !== 1) return fault("content_length_repeated", "header:content-length");
  const bytes = parseContentLength(fields.valueAt(framing.index[FIELD.contentLength] ?? -1));
  return bytes === null ? fault("content_length_malformed", "header:content-length") : { kind: "length", bytes };
}
