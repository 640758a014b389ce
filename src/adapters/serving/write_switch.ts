/** The answer by which a connection becomes one of another protocol (RFC 9110 section 15.2.2), made anew for the client. */
import { type ChangedAnswer, guardFields } from "../../engine/answer_fields.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import type { SwitchEvent } from "../../message/http1/response_parser.ts";
import { NOTHING_FOLLOWS } from "./answer_framing.ts";
import type { ClientAnswer } from "./client_answer.ts";

/** Status of a switch to another protocol. */
export const SWITCHED = 101;

/** Writes it at once: what follows on the connection is no HTTP any more. */
export function writeSwitch(writer: ClientAnswer, exchange: LiveExchange, { fields, protocol }: SwitchEvent, changed: ChangedAnswer): void {
  const set = [...guardFields(exchange, changed, false), ["connection", "Upgrade"], ["upgrade", protocol]] as const;
  writer.head(SWITCHED, fields, changed, set, NOTHING_FOLLOWS, exchange.id);
  writer.flush();
}
