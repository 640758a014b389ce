/** What a request's head means for its connection: framing, persistence, expectation, upgrade (RFC 9112 sections 3.2, 6, 9; RFC 9110 sections 7.6.1, 7.8, 10.1.1). */
import type { BodyFraming } from "../../kernel/exchange.ts";
import { FIELD } from "../field_names.ts";
import type { Fields } from "../headers.ts";
import { type Fault, fault, FramingFields, readDeclaredLength } from "./body_length.ts";
import { readConnection } from "./connection_options.ts";
import type { Http1Limits } from "./http1_limits.ts";

export interface RequestFraming {
  readonly kind: "framing";
  readonly body: BodyFraming;
  readonly keepAlive: boolean;
  readonly expectContinue: boolean;
  readonly upgrade: string | null;
  /** The fields without those that Connection nominated. */
  readonly fields: Fields;
}

/** Reads the framing fields of a whole head, or says why it is refused. */
export function readRequestFraming(fields: Fields, minor: 0 | 1, limits: Http1Limits): RequestFraming | Fault {
  const found = new FramingFields(fields);
  if (found.mimic >= 0) return fault("field_name_mimicry", `line:${found.mimic + 2}`);
  // Why: HTTP/1.0 did not require Host, but without it the same bytes mean another resource behind another default.
  if (!found.has(FIELD.host)) return fault("host_missing", "header:host");
  if (found.count[FIELD.host] !== 1) return fault("host_repeated", "header:host");
  const body = readDeclaredLength(fields, found, minor);
  if (body.kind === "fault") return body;
  if (body.kind === "length" && body.bytes > limits.bodyBytes) return fault("body_too_large", "header:content-length");
  let expectContinue = false;
  // RFC 9110 section 10.1.1: an expectation in an HTTP/1.0 request is ignored; without content there is nothing to wait for.
  if (found.has(FIELD.expect) && minor === 1) {
    const expectation = fields.valueAt(found.index[FIELD.expect] ?? -1).toLowerCase();
    if (found.count[FIELD.expect] !== 1 || expectation !== "100-continue") return fault("expectation_unknown", "header:expect");
    expectContinue = body.kind !== "none" && !(body.kind === "length" && body.bytes === 0);
  }
  const connection = readConnection(fields, found, minor);
  if (connection.kind === "fault") return connection;
  const keepAlive = minor === 1 && !connection.close;
  return { kind: "framing", body, keepAlive, expectContinue, upgrade: connection.upgrade, fields: connection.fields };
}
