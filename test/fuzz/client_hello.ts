/** The first bytes of a TLS connection: a hello has a fingerprint of the documented form, and more bytes change nothing. */
import assert from "node:assert/strict";
import { SYSTEM_DEPS } from "../../src/adapters/system_deps.ts";
import { readClientHello } from "../../src/message/tls/hello_records.ts";
import { toJa4 } from "../../src/message/tls/ja4.ts";
import { helloMessage, toRecords, vector } from "../support/client_hello.ts";
import type { FuzzTarget } from "./target.ts";

const WHOLE = toRecords(
  helloMessage({
    extensions: [
      [0, []],
      [16, vector(2, vector(1, [104, 50]))],
      [43, vector(1, [3, 4])],
      [13, vector(2, [4, 3])],
    ],
  }),
);

export const target: FuzzTarget = {
  name: "client_hello",
  run(input) {
    check(input);
    // Each two bytes of the input spoil one of a good hello.
    const spoilt = WHOLE.slice();
    for (let at = 0; at + 1 < Math.min(input.length, 16); at += 2) spoilt[(input[at] ?? 0) % spoilt.length] = input[at + 1] ?? 0;
    check(spoilt);
  },
};

function check(bytes: Uint8Array): void {
  const read = readClientHello(bytes);
  if (read.kind === "more") return;
  assert.deepEqual(readClientHello(new Uint8Array([...bytes, 22])), read);
  if (read.kind === "hello")
    assert.match(toJa4(read.hello, SYSTEM_DEPS.hash), /^t(?:1[0-3]|s[23]|00)[di][0-9]{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/u);
}
