import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { type CurlWords, requestBytes } from "./curl_words.ts";

const WORDS: CurlWords = { method: undefined, target: "/", headers: [], data: [], json: [], cwd: "/", defaultHost: "h:1" };
const textOf = (words: Partial<CurlWords>): string => Buffer.from(requestBytes({ ...WORDS, ...words })).toString("latin1");

test("a path goes to the default host, a URL to its own, and nothing in either is tidied up", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["/a", "GET /a HTTP/1.1\r\nHost: h:1\r\n\r\n"],
    ["a", "GET /a HTTP/1.1\r\nHost: h:1\r\n\r\n"],
    ["*", "GET * HTTP/1.1\r\nHost: h:1\r\n\r\n"],
    ["http://x:2/a/../b//c?d=e f", "GET /a/../b//c?d=e f HTTP/1.1\r\nHost: x:2\r\n\r\n"],
    ["https://x", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["https://x?a=/", "GET /?a=/ HTTP/1.1\r\nHost: x\r\n\r\n"],
  ];
  for (const [target, expected] of rows) assert.equal(textOf({ target }), expected);
  assert.equal(rows.length, 6);
});

test("data makes a POST of a form, json one of JSON, and what is written stays as it is", () => {
  assert.equal(
    textOf({ data: ["a=1", "b=ü"] }),
    "POST / HTTP/1.1\r\nHost: h:1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n\r\na=1&b=\u00c3\u00bc",
  );
  assert.equal(
    textOf({ method: "PUT", json: ["{}"] }),
    "PUT / HTTP/1.1\r\nHost: h:1\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
  );
  assert.equal(
    textOf({ headers: ["host: own", "content-type: text/plain", "Transfer-Encoding: chunked"], data: ["0\r\n\r\n"] }),
    "POST / HTTP/1.1\r\nhost: own\r\ncontent-type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  );
  assert.throws(() => textOf({ data: ["a"], json: ["b"] }), /exclude each other/u);
});

test("data with an @ is a file from the working directory", (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, "body.bin"), Uint8Array.of(0, 255));
  assert.ok(textOf({ data: ["@body.bin"], cwd }).endsWith("Content-Length: 2\r\n\r\n\u0000\u00ff"));
});
