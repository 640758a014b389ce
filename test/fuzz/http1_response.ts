import assert from "node:assert/strict";
import { piecesOf, responseLines } from "../support/http1_events.ts";
import type { FuzzTarget } from "./target.ts";

const DUE = [
  { method: "GET", upgrade: null },
  { method: "HEAD", upgrade: null },
  { method: "GET", upgrade: "websocket" },
];

/** Never throws; cuts change nothing; never more final responses than are due. */
export const target: FuzzTarget = {
  name: "http1_response",
  run(bytes) {
    const lines = responseLines([bytes], DUE);
    assert.deepEqual(responseLines(piecesOf(bytes), DUE), lines);
    assert.ok(lines.filter((line) => line.startsWith("head ")).length <= DUE.length);
  },
};
