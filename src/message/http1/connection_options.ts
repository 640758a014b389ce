/** What a head says of its connection, asked or answering: persistence, a switch of protocols, and which fields end here (RFC 9110 sections 7.6.1 and 7.8). */
import { FIELD } from "../field_names.ts";
import type { Fields } from "../headers.ts";
import { parseConnection } from "../hop_by_hop.ts";
import { type Fault, type FramingFields, fault } from "./body_length.ts";

export interface ConnectionReading {
  readonly kind: "connection";
  readonly close: boolean;
  /** Value of Upgrade where Connection lists it, else null; always null in HTTP/1.0. */
  readonly upgrade: string | null;
  /** The fields without those that Connection nominated. */
  readonly fields: Fields;
}

/** Reads Connection and Upgrade of a message of HTTP/1.`minor`, or says why it is refused. */
export function readConnection(fields: Fields, found: FramingFields, minor: 0 | 1): ConnectionReading | Fault {
  if (!found.has(FIELD.connection)) return { kind: "connection", close: false, upgrade: null, fields };
  const options = parseConnection(fields);
  if (options.kind === "malformed") return fault("connection_malformed", "header:connection");
  if (options.kind === "protected") return fault("connection_nominates", "header:connection");
  return {
    kind: "connection",
    close: options.close,
    upgrade: options.upgrade && minor === 1 && found.has(FIELD.upgrade) ? fields.getAll("upgrade").join(", ") : null,
    fields: options.nominated.size === 0 ? fields : fields.without(options.nominated),
  };
}
