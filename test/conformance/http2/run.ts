/** `npm run conformance -- http2`: what RFC 9113 demands of a server, frame by frame, each demand with a twin that keeps it and is answered. */
import { answering, startRawUpstream, type RawUpstream } from "../../support/raw_upstream.ts";
import type { ConformanceReport, ConformanceSource } from "../report.ts";
import { BEGINNING_CASES } from "./beginning_cases.ts";
import { COMPRESSION_CASES } from "./compression_cases.ts";
import { FIELD_CASES } from "./field_cases.ts";
import { FRAME_CASES } from "./frame_cases.ts";
import { type Http2Case, OPENING } from "./http2_case.ts";
import { observe } from "./observe.ts";
import { STREAM_CASES } from "./stream_cases.ts";
import { WINDOW_CASES } from "./window_cases.ts";

export const HTTP2_CASES: readonly Http2Case[] = [
  ...BEGINNING_CASES,
  ...FRAME_CASES,
  ...STREAM_CASES,
  ...WINDOW_CASES,
  ...COMPRESSION_CASES,
  ...FIELD_CASES,
];

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Null where a case and its twin come out as they should. */
async function failureOf(upstream: RawUpstream, each: Http2Case): Promise<string | null> {
  const { section, rule, expect, frames, twin, on = 1, opening = OPENING, twinOpening = OPENING } = each;
  const runs = [
    { what: "", expected: expect, opening, frames },
    { what: " (twin)", expected: "answered 200", opening: twinOpening, frames: twin },
  ];
  for (const { what, expected, opening: begin, frames: sent } of runs) {
    const outcome = await observe({ upstream, opening: begin, frames: sent, on, silent: expected === "silence" });
    if (outcome !== expected) return `${section}: ${rule}${what}: ${outcome}, where ${expected} is right`;
  }
  return null;
}

export async function runHttp2Cases(): Promise<ConformanceReport> {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startRawUpstream(answering(ANSWER)), (server) => server.close());
  const failures: string[] = [];
  const skips: string[] = [];
  let passed = 0;
  for (const each of HTTP2_CASES) {
    const failure = await failureOf(upstream, each);
    if (failure !== null) failures.push(failure);
    else if (each.deviates === undefined) passed++;
    else skips.push(`${each.section}: ${each.rule}: ${each.expect}, since ${each.deviates}`);
  }
  return { passed, failures, skips, notes: [] };
}

export const http2: ConformanceSource = { usage: "http2", run: runHttp2Cases };
