import assert from "node:assert/strict";
import { decodeCapture, encodeCapture } from "../../src/events/capture.ts";
import type { FuzzTarget } from "./target.ts";

/** Bytes are no capture, or one that encodes to a capture that decodes to it. */
export const target: FuzzTarget = {
  name: "capture",
  run(bytes) {
    const request = decodeCapture(bytes);
    if (request !== null) assert.deepEqual(decodeCapture(encodeCapture(request)), request);
  },
};
