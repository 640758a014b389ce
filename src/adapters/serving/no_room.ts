/** Refusals for want of memory (limit/kept_bytes.ts): 503, to come again. */
import { problem, type Refusal } from "../../kernel/problem.ts";

function noRoom(place: string, message: string): Refusal {
  return {
    problem: problem(503, "overloaded", "Too much to do at present", { headers: [["retry-after", "1"]] }),
    findings: [{ code: "overload.memory", place, message }],
  };
}

/** Who refuses, in records and metrics. */
export const KEEPER = "buffered_bodies";
export const NO_ROOM_FOR_BODY: Refusal = noRoom("body", "bodies that are kept whole hold all the memory they may");
export const NO_ROOM_FOR_STREAM: Refusal = noRoom("connection", "the streams of this client hold all the memory that it may have");
