import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_REQUEST_LIMITS } from "../../message/http1/http1_limits.ts";
import { sessionOptions } from "./session_options.ts";

const LIMITS = { ...DEFAULT_REQUEST_LIMITS, headBytes: 10_000, fieldCount: 50 };

test("what a client is told of its bounds: the size of a field section as RFC 9113 section 6.5.2 counts it, no push, no extended CONNECT", () => {
  const { settings } = sessionOptions(LIMITS);
  assert.deepEqual(settings, {
    enablePush: false,
    enableConnectProtocol: false,
    headerTableSize: 4_096,
    initialWindowSize: 65_535,
    maxConcurrentStreams: 100,
    maxFrameSize: 16_384,
    // 32 bytes for each field besides its own.
    maxHeaderListSize: 10_000 + 50 * 32,
  });
});

test("bounds that the protocol library enforces whatever the client was told; cookies may come as a field each (section 8.2.3)", () => {
  const { maxHeaderListPairs, peerMaxConcurrentStreams, streamResetBurst, streamResetRate, maxSessionMemory } = sessionOptions(LIMITS);
  assert.deepEqual([maxHeaderListPairs, peerMaxConcurrentStreams], [100, 100]);
  assert.deepEqual([streamResetBurst, streamResetRate, maxSessionMemory], [200, 20, 4]);
});
