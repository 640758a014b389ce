import assert from "node:assert/strict";
import { DEFAULT_REQUEST_LIMITS } from "../../src/message/http1/http1_limits.ts";
import { RequestParser } from "../../src/message/http1/request_parser.ts";
import { writeRequestHead } from "../../src/message/http1/serialise.ts";
import { bytesOf, pairsOf, piecesOf, requestLines } from "../support/http1_events.ts";
import type { FuzzTarget } from "./target.ts";

/** Never throws; cuts change nothing; a head that was accepted is accepted again as it is written, and means the same. */
export const target: FuzzTarget = {
  name: "http1_request",
  run(bytes) {
    assert.deepEqual(requestLines(piecesOf(bytes)), requestLines([bytes]));
    const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
    parser.feed(bytes);
    const head = parser.next();
    if (head?.kind !== "head") return;
    const host = head.fields.get("host") ?? "";
    if (host === "") return;
    const again = new RequestParser(DEFAULT_REQUEST_LIMITS);
    const { method, target: text, framing, fields } = head;
    again.feed(bytesOf(writeRequestHead({ method, target: text, host, framing, base: fields, drop: new Set(), set: [] })));
    const read = again.next();
    assert.ok(read?.kind === "head", "a written head is a head");
    assert.deepEqual([read.method, read.target, read.framing, read.fields.get("host")], [method, text, framing, host]);
    const kept = pairsOf(read.fields).filter(([name]) => name.startsWith("x-"));
    assert.deepEqual(
      kept,
      pairsOf(fields).filter(([name]) => name.startsWith("x-")),
    );
  },
};
