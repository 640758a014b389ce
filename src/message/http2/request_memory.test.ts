import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_REQUEST_LIMITS } from "../http1/http1_limits.ts";
import { readHttp2Request } from "./request_fields.ts";
import { RequestMemory } from "./request_memory.ts";

const GET = [":method", "GET", ":scheme", "https", ":path", "/a", ":authority", "a.example"];

/** What a head says, in values that can be compared. */
function told(read: ReturnType<typeof readHttp2Request>): unknown {
  if ("code" in read) return read;
  const { fields, ...rest } = read;
  return { ...rest, fields: Array.from({ length: fields.length }, (_, index) => [fields.nameAt(index), fields.valueAt(index)]) };
}

const field = fc.constantFrom(
  ["accept", "*/*"],
  ["accept", "text/html"],
  ["cookie", "a=1"],
  ["cookie", "b=2"],
  ["user-agent", "x"],
  ["content-length", "0"],
  ["content-length", "3"],
  ["expect", "100-continue"],
  ["host", "a.example"],
  ["te", "trailers"],
  ["connection", "close"],
  ["X-Bad", "1"],
);
const request = fc.record({
  path: fc.constantFrom("/a", "/b", "/a?c=d", "b", ""),
  method: fc.constantFrom("GET", "POST", "G T"),
  authority: fc.constantFrom("a.example", "b.example", null),
  authorityFirst: fc.boolean(),
  fields: fc.array(field, { maxLength: 3 }),
  endsStream: fc.boolean(),
});

test("with what a connection said before, every request is read as without", () => {
  let recalled = 0;
  fc.assert(
    fc.property(fc.array(request, { minLength: 2, maxLength: 6 }), (requests) => {
      const memory = new RequestMemory();
      let before: unknown = null;
      for (const { path, method, authority, authorityFirst, fields, endsStream } of requests.flatMap((each) => [
        each,
        { ...each, path: "/again" },
      ])) {
        const host = authority === null ? [] : [":authority", authority];
        const rest = [":method", method, ":scheme", "https", ":path", path];
        const raw = [...(authorityFirst ? [...host, ...rest] : [...rest, ...host]), ...fields.flat()];
        const read = readHttp2Request(raw, endsStream, "https", DEFAULT_REQUEST_LIMITS, memory);
        assert.deepEqual(told(read), told(readHttp2Request(raw, endsStream, "https", DEFAULT_REQUEST_LIMITS)));
        if ("fields" in read && read.fields === before) recalled++;
        before = "fields" in read ? read.fields : before;
      }
    }),
  );
  assert.ok(recalled > 10);
});

test("a request like the last one gets the same fields, one that differs in a byte does not", () => {
  const memory = new RequestMemory();
  const read = (...raw: string[]): ReturnType<typeof readHttp2Request> =>
    readHttp2Request([...GET, ...raw], true, "https", DEFAULT_REQUEST_LIMITS, memory);
  const first = read("accept", "*/*");
  const again = read("accept", "*/*");
  const other = read("accept", "*/+");
  assert.ok("fields" in first && "fields" in again && "fields" in other);
  assert.equal(again.fields, first.fields);
  assert.equal(other.fields.get("accept"), "*/+");
});

test("a field section of more than 8 KB is not remembered", () => {
  const memory = new RequestMemory();
  const raw = [...GET, "x-large", "v".repeat(8_192)];
  const first = readHttp2Request(raw, true, "https", DEFAULT_REQUEST_LIMITS, memory);
  const again = readHttp2Request(raw, true, "https", DEFAULT_REQUEST_LIMITS, memory);
  assert.ok("fields" in first && "fields" in again);
  assert.notEqual(again.fields, first.fields);
});
