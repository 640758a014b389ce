/** Server-sent events (HTML standard, section 9.2): answers whose content comes over hours. */
import type { HeaderFields } from "../kernel/exchange.ts";
import { parseMediaType } from "./media_type.ts";

/** Whether an answer is an event stream: clients take it for one with this status and media type alone. */
export function isEventStream(status: number, headers: HeaderFields): boolean {
  const type = headers.get("content-type");
  return status === 200 && type !== undefined && parseMediaType(type)?.essence === "text/event-stream";
}
