import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmail, isHostname, isIpv4, isIpv6 } from "./internet.ts";

const TABLE: readonly (readonly [is: (text: string) => boolean, yes: readonly string[], no: readonly string[]])[] = [
  [
    isHostname,
    ["a", "example.com", "x-1.y", "xn--nxasmq6b", `${"a".repeat(63)}.b`],
    ["", "-a", "a-", "a..b", ".a", "a.", "a_b", "é", "ab--c", "xn--", "a".repeat(64), "a.".repeat(127)],
  ],
  [
    isEmail,
    ["a@b", "joe.o'neil+x@example.com", '"joe \\" x"@example.com', '"a@b"@c', "a@[127.0.0.1]", "a@[IPv6:::1]"],
    [
      "",
      "a",
      "@b",
      "a@",
      ".a@b",
      "a.@b",
      "a..b@c",
      "a b@c",
      "a@b_c",
      "a@[1.2.3]",
      "a@[IPv6:1]",
      '"a@b',
      '"a"b"@c',
      "é@b",
      `${"a".repeat(65)}@b`,
      "a@b@c",
    ],
  ],
  [isIpv4, ["127.0.0.1", "0.0.0.0", "255.255.255.255"], ["256.0.0.1", "01.2.3.4", "1.2.3", "0x7f.0.0.1", "::1", "1.2.3.4 ", ""]],
  [
    isIpv6,
    ["::", "::1", "2001:db8::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"],
    ["1.2.3.4", "1::2::3", ":1", "12345::", "::1%eth0", "[::1]", "1:2:3:4:5:6:7"],
  ],
];

test("names and addresses are those of RFC 1123, 5321, 2673 and 4291", () => {
  let rows = 0;
  for (const [is, yes, no] of TABLE) {
    for (const text of yes) assert.equal(is(text), true, `${is.name} ${text}`);
    for (const text of no) assert.equal(is(text), false, `${is.name} ${text}`);
    rows += yes.length + no.length;
  }
  assert.equal(rows, 61);
});
