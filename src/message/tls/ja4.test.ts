/** Examples out of FoxIO's technical details of JA4, each part and the whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SYSTEM_DEPS } from "../../adapters/system_deps.ts";
import type { ClientHello } from "./client_hello.ts";
import { isGrease, toJa4 } from "./ja4.ts";

const numbers = (list: string): readonly number[] => list.split(",").map((value) => Number.parseInt(value, 16));
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

/** The example of the document, with GREASE where Chrome has it. */
const EXAMPLE: ClientHello = {
  version: 0x0303,
  supportedVersions: [0x3a3a, 0x0304, 0x0303],
  ciphers: [0x7a7a, ...numbers("1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035")],
  extensions: [0xdada, ...numbers("001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015"), 0x0a0a],
  signatureAlgorithms: [0xfafa, ...numbers("0403,0804,0401,0503,0805,0501,0806,0601")],
  firstAlpn: new TextEncoder().encode("h2"),
};

const ja4 = (changes: Partial<ClientHello>): string => toJa4({ ...EXAMPLE, ...changes }, SYSTEM_DEPS.hash);

test("the example", () => assert.equal(ja4({}), "t13d1516h2_8daaf6152771_e5627efa2ab1"));

test("without signature algorithms the list ends without an underscore", () =>
  assert.equal(ja4({ signatureAlgorithms: [] }), "t13d1516h2_8daaf6152771_6d807ffa2a79"));

test("what is not there is zeros", () => {
  const empty = { ciphers: [0x0a0a], extensions: [], signatureAlgorithms: [], supportedVersions: null, firstAlpn: null };
  assert.equal(ja4(empty), "t12i000000_000000000000_000000000000");
  assert.equal(ja4({ ...empty, extensions: [0x0000, 0x0010] }), "t12d000200_000000000000_000000000000");
});

test("the version is the highest supported one that is no GREASE, else that of the message", () => {
  const rows: readonly (readonly [version: number, supported: readonly number[] | null, is: string])[] = [
    [0x0303, null, "12"],
    [0x0302, null, "11"],
    [0x0301, null, "10"],
    [0x0300, null, "s3"],
    [0x0002, null, "s2"],
    [0x0303, [0x0303, 0x0304, 0x0302], "13"],
    [0x0301, [0x0a0a, 0x0303], "12"],
    [0x0303, [0x7f1c], "00"],
    [0x0303, [0xfafa], "00"],
    [0x0303, [], "00"],
  ];
  for (const [version, supportedVersions, is] of rows) assert.equal(ja4({ version, supportedVersions }).slice(1, 3), is);
  assert.equal(rows.length, 10);
});

test("ALPN is first and last character, or of its hexadecimal digits where one is neither letter nor digit", () => {
  const rows: readonly (readonly [name: Uint8Array | null, is: string])[] = [
    [new TextEncoder().encode("http/1.1"), "h1"],
    [new TextEncoder().encode("x"), "xx"],
    [null, "00"],
    [bytes(), "00"],
    [bytes(0xab), "ab"],
    [bytes(0xab, 0xcd), "ad"],
    [bytes(0x30, 0xab), "3b"],
    [bytes(0x30, 0x31, 0xab, 0xcd), "3d"],
    [bytes(0x30, 0xab, 0xcd, 0x31), "01"],
  ];
  for (const [firstAlpn, is] of rows) assert.equal(ja4({ firstAlpn }).slice(8, 10), is);
  assert.equal(rows.length, 9);
});

test("more than 99 are 99", () => {
  const many = Array.from({ length: 120 }, (_, index) => 0xc100 + index);
  assert.equal(ja4({ ciphers: many, extensions: many }).slice(4, 8), "9999");
});

test("GREASE values are the sixteen of RFC 8701", () => {
  const found = Array.from({ length: 0x10000 }, (_, value) => value).filter(isGrease);
  assert.deepEqual(found, numbers("0a0a,1a1a,2a2a,3a3a,4a4a,5a5a,6a6a,7a7a,8a8a,9a9a,aaaa,baba,caca,dada,eaea,fafa"));
});
