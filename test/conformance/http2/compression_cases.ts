/** Field compression that can't be undone ends the connection, for its state is shared by all streams (RFC 9113 section 4.3, RFC 7541). */
import { hpackInteger, indexedField, literalFields, rememberedField, tableSizeUpdate } from "../../support/hpack.ts";
import { headers } from "../../support/http2_frames.ts";
import { GET, type Http2Case } from "./http2_case.ts";

const COMPRESSION = "connection COMPRESSION_ERROR";

/** Bytes in place of a field section, behind those of a good one where that is asked for. */
function section(rule: string, bad: Uint8Array, good: Uint8Array): Http2Case {
  const fields = literalFields(GET);
  return {
    section: "4.3",
    rule,
    expect: COMPRESSION,
    frames: [headers(1, Buffer.concat([fields, bad]))],
    twin: [headers(1, Buffer.concat([fields, good]))],
  };
}

const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");

export const COMPRESSION_CASES: readonly Http2Case[] = [
  section("an index of 0", bytes("80"), indexedField(19)),
  section("an index that no table has", indexedField(62), indexedField(61)),
  section(
    "an index beyond what was remembered",
    Buffer.concat([rememberedField(["x-a", "b"]), indexedField(63)]),
    Buffer.concat([rememberedField(["x-a", "b"]), indexedField(62)]),
  ),
  section(
    "a name of an index that no table has",
    Buffer.concat([hpackInteger(99, 4, 0), bytes("0161")]),
    Buffer.concat([hpackInteger(19, 4, 0), bytes("0161")]),
  ),
  section("an integer without an end", bytes("ffffffffffffffffffff7f"), indexedField(19)),
  section("a string longer than the section", bytes("0003612d62056100"), bytes("0003612d620161")),
  section("Huffman code that is padded with zeros", bytes("0003612d628118"), bytes("0003612d62811f")),
  section("Huffman code with the end symbol", bytes("0003612d6284ffffffff"), bytes("0003612d62811f")),
  section("an update of the table's size that does not stand first", tableSizeUpdate(0), bytes("")),
  {
    section: "4.3",
    rule: "a table larger than the setting allows",
    expect: COMPRESSION,
    frames: [headers(1, Buffer.concat([tableSizeUpdate(4_097), literalFields(GET)]))],
    twin: [headers(1, Buffer.concat([tableSizeUpdate(0), tableSizeUpdate(4_096), literalFields(GET)]))],
  },
  {
    section: "4.3",
    rule: "what a smaller table forgot is no field",
    expect: COMPRESSION,
    frames: [
      headers(1, Buffer.concat([literalFields(GET), rememberedField(["x-a", "b"])])),
      headers(3, Buffer.concat([tableSizeUpdate(0), literalFields(GET), indexedField(62)])),
    ],
    twin: [
      headers(1, Buffer.concat([literalFields(GET), rememberedField(["x-a", "b"])])),
      headers(3, Buffer.concat([literalFields(GET), indexedField(62)])),
    ],
    on: 3,
  },
];
