import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { latin1Text } from "../../test/support/latin1_text.ts";
import { decodeMultipart, isBoundary } from "./multipart.ts";

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const HEAD = 'Content-Disposition: form-data; name="a"';

/** `name=content` of each part, or the fault. */
function read(text: string, maxParts?: number): readonly string[] | string {
  const parts = decodeMultipart(bytesOf(text), "XX", maxParts);
  return "refused" in parts ? parts.refused : parts.map(({ name, bytes }) => `${name}=${latin1Text(bytes)}`);
}

test("parts stand between delimiters, byte for byte", () => {
  const rows: readonly (readonly [text: string, parts: readonly string[]])[] = [
    ["--XX--", []],
    ["--XX--\r\n", []],
    [`--XX\r\n${HEAD}\r\n\r\n1\r\n--XX--`, ["a=1"]],
    [`--XX\r\n${HEAD}\r\n\r\n\r\n--XX--\r\n`, ["a="]],
    [`--XX\r\n${HEAD}\r\n\r\n\r\n\r\n--X\r\n\0ÿ\r\n--XX--`, ["a=\r\n\r\n--X\r\n\0ÿ"]],
    [`--XX\r\n${HEAD}\r\n\r\n1\r\n--XX\r\nContent-Type: text/plain\r\n${HEAD}\r\n\r\n2\r\n--XX--`, ["a=1", "a=2"]],
    [`--XX\r\n${HEAD}\r\nContent-Transfer-Encoding: 8BIT\r\n\r\n1\r\n--XX--`, ["a=1"]],
  ];
  for (const [text, parts] of rows) assert.deepEqual(read(text), parts, text);
  assert.equal(rows.length, 7);
});

test("every other reading of a delimiter is refused", () => {
  const part = `--XX\r\n${HEAD}\r\n\r\n1`;
  const rows: readonly (readonly [text: string, fault: string])[] = [
    ["", "truncated"],
    ["\r\n--XX--", "preamble"],
    [`x\r\n${part}\r\n--XX--`, "preamble"],
    [`${part}\r\n--XX--x`, "epilogue"],
    [`${part}\r\n--XX--\r\n\r\n`, "epilogue"],
    [`${part}\r\n--XX-- \r\n`, "epilogue"],
    [`${part}\n--XX--`, "delimiter"],
    [`${part}\r--XX--`, "delimiter"],
    [`${part} --XX--`, "delimiter"],
    [`${part}\r\n--XX`, "delimiter"],
    [`${part}\r\n--XX \r\n${HEAD}\r\n\r\n2\r\n--XX--`, "delimiter"],
    [`${part}\r\n--XXY\r\n2\r\n--XX--`, "delimiter"],
    [`--XX\n${HEAD}\r\n\r\n1\r\n--XX--`, "delimiter"],
    [`--XX\r\n${HEAD}\r\n\r\n--XX--`, "delimiter"],
    [`${part}\r\n`, "truncated"],
    [`${part}\r\n--X`, "truncated"],
    ["--XX\r\n--XX--", "header"],
    [`--XX\r\n${HEAD}\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n\r\n${HEAD}\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n${HEAD}\r\n${HEAD}\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n${HEAD}\r\n folded\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n${HEAD}\nX: y\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\nContent-Disposition : form-data; name="a"\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n${HEAD}\r\nX: ÿ\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n${HEAD}\r\nX: ${"y".repeat(5_000)}\r\n\r\n1\r\n--XX--`, "header"],
    [`--XX\r\n${HEAD}\r\n${Array.from({ length: 16 }, (_, index) => `X${index}: y\r\n`).join("")}\r\n1\r\n--XX--`, "header"],
    ["--XX\r\nContent-Type: text/plain\r\n\r\n1\r\n--XX--", "disposition"],
    [`--XX\r\n${HEAD}; filename="a/b"\r\n\r\n1\r\n--XX--`, "filename"],
    [`--XX\r\n${HEAD}\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--XX--`, "transfer_encoding"],
    [`--XX\r\n${HEAD}\r\nContent-Type: Multipart/Mixed; boundary=YY\r\n\r\n--YY\r\n${HEAD}\r\n\r\n1\r\n--YY--\r\n--XX--`, "nested"],
  ];
  for (const [text, fault] of rows) assert.equal(read(text), fault, JSON.stringify(text));
  assert.equal(rows.length, 30);
  assert.equal(read(`${part}\r\n--XX\r\n${HEAD}\r\n\r\n2\r\n--XX--`, 1), "count");
});

test("a boundary has 1 to 70 of the characters of RFC 2046, blanks not among them", () => {
  for (const text of ["a", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "'()+_,-./:=?", "x".repeat(70)]) assert.ok(isBoundary(text), text);
  for (const text of ["", "a ", "a b", "x".repeat(71), "a\r\n", "ü", 'a"', "a;b"]) assert.ok(!isBoundary(text), text);
  assert.deepEqual(decodeMultipart(bytesOf("----"), ""), { refused: "boundary", offset: 0 });
});

test("what was put in comes out, whatever bytes it has", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 }), (contents) => {
      if (contents.some((bytes) => latin1Text(bytes).includes("--XX"))) return;
      const text = contents.map((bytes) => `--XX\r\n${HEAD}\r\n\r\n${latin1Text(bytes)}\r\n`).join("");
      assert.deepEqual(
        read(`${text}--XX--\r\n`),
        contents.map((bytes) => `a=${latin1Text(bytes)}`),
      );
    }),
    { numRuns: 200 },
  );
});

test("a form cut short anywhere is never a form", () => {
  const text = `--XX\r\n${HEAD}\r\n\r\n1\r\n--XX--`;
  for (let end = 0; end < text.length; end += 1) assert.equal(typeof read(text.slice(0, end)), "string", String(end));
});
