/** What a response's head means for its connection (RFC 9112 section 6.3, RFC 9110 sections 8.6 and 15). */
import type { BodyFraming } from "../../kernel/exchange.ts";
import type { Fields } from "../headers.ts";
import { type Fault, fault, FramingFields, NO_BODY, readDeclaredLength } from "./body_length.ts";
import { readConnection } from "./connection_options.ts";
import type { Http1Limits } from "./http1_limits.ts";

/** How a response's content is framed; `close`: it ends with the connection. */
export type ResponseBodyFraming = BodyFraming | { readonly kind: "close" };

export interface ResponseFraming {
  readonly kind: "framing";
  readonly body: ResponseBodyFraming;
  /** What the head declares whether or not content follows: of HEAD and 304 it is that of the answer to a GET. */
  readonly declared: BodyFraming;
  readonly keepAlive: boolean;
  /** Value of Upgrade where Connection lists it, else null. */
  readonly upgrade: string | null;
  /** The fields without those that Connection nominated. */
  readonly fields: Fields;
}

/** Reads the framing fields of a whole head of an answer to `method`, or says why it is refused. */
export function readResponseFraming(
  fields: Fields,
  status: number,
  minor: 0 | 1,
  method: string,
  limits: Http1Limits,
): ResponseFraming | Fault {
  const found = new FramingFields(fields);
  if (found.mimic >= 0) return fault("field_name_mimicry", `line:${found.mimic + 2}`);
  const declared = readDeclaredLength(fields, found, minor);
  if (declared.kind === "fault") return declared;
  const bodiless = status < 200 || status === 204;
  if (bodiless && declared.kind === "chunked") return fault("framing_forbidden", "header:transfer-encoding");
  // Why: RFC 9110 section 8.6 forbids Content-Length here, but `0` is common and says the same.
  if (bodiless && declared.kind === "length" && declared.bytes > 0) return fault("framing_forbidden", "header:content-length");
  const empty = bodiless || status === 304 || method === "HEAD";
  const body: ResponseBodyFraming = empty ? NO_BODY : declared.kind === "none" ? { kind: "close" } : declared;
  if (body.kind === "length" && body.bytes > limits.bodyBytes) return fault("body_too_large", "header:content-length");
  const connection = readConnection(fields, found, minor);
  if (connection.kind === "fault") return connection;
  const keepAlive = minor === 1 && body.kind !== "close" && !connection.close;
  return { kind: "framing", body, declared, keepAlive, upgrade: connection.upgrade, fields: connection.fields };
}
