/** The plainest head for an upstream. */
import { NO_FIELDS } from "../../src/message/headers.ts";
import type { RequestHead } from "../../src/message/http1/serialise.ts";

/** `GET /`, to the host `a`, without fields and content. */
export const GET_HEAD: RequestHead = {
  method: "GET",
  target: "/",
  host: "a",
  framing: { kind: "none" },
  base: NO_FIELDS,
  drop: { has: () => false },
  set: [],
};
