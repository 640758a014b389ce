/** Trace context: whatever came in, what goes out is valid, and continues the trace exactly where the inbound value was. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { fieldId } from "../../src/message/field_names.ts";
import { Fields } from "../../src/message/headers.ts";
import { parseTraceparent, traceSource } from "../../src/message/traceparent.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

const contextOf = traceSource({ bytes: (count) => randomBytes(count) }, null);
const PEER = "192.0.2.1";

/** The value as a field, whatever it is: what the codec would refuse is judged here all the same. */
function fieldWith(text: string): Fields {
  return new Fields(`traceparent: ${text}`, [fieldId("traceparent")], [0, 11, 13, 13 + text.length, 13 + text.length]);
}

export const target: FuzzTarget = {
  name: "traceparent",
  run(bytes) {
    const text = latin1Text(bytes);
    const parent = parseTraceparent(text);
    const context = contextOf(fieldWith(text), PEER);
    const sent = parseTraceparent(context.header);
    assert.deepEqual(sent, { traceId: context.traceId, parentId: context.spanId, flags: context.flags });
    assert.equal(context.parentId, parent?.parentId ?? null);
    if (parent !== null) assert.equal(context.traceId, parent.traceId);
  },
};
