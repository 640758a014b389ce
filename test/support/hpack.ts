/** Field sections of HTTP/2 as bytes (RFC 7541). Written as literals, so that names and values may hold any byte; read as whatever an encoder may send. */
import { HUFFMAN, STATIC_TABLE } from "./hpack_tables.ts";

export type FieldPair = readonly [name: string, value: string];

/** An integer in the low `prefix` bits of a first byte, whose other bits are `flags` (RFC 7541 section 5.1). */
export function hpackInteger(value: number, prefix: number, flags: number): Buffer {
  const most = 2 ** prefix - 1;
  if (value < most) return Buffer.from([flags + value]);
  const bytes = [flags + most];
  for (let rest = value - most; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** A string as its bytes, latin1, without Huffman. */
function hpackString(text: string): Buffer {
  return Buffer.concat([hpackInteger(text.length, 7, 0), Buffer.from(text, "latin1")]);
}

/** A field that no table remembers (RFC 7541 section 6.2.2). */
export function literalField([name, value]: FieldPair): Buffer {
  return Buffer.concat([Buffer.from([0]), hpackString(name), hpackString(value)]);
}

/** A field that goes to the front of the dynamic table, as index 62 (RFC 7541 section 6.2.1). */
export function rememberedField([name, value]: FieldPair): Buffer {
  return Buffer.concat([Buffer.from([0x40]), hpackString(name), hpackString(value)]);
}

/** A field of a table, by its index (RFC 7541 section 6.1). */
export function indexedField(index: number): Buffer {
  return hpackInteger(index, 7, 0x80);
}

/** The encoder's wish for the dynamic table's size (RFC 7541 section 6.3). */
export function tableSizeUpdate(bytes: number): Buffer {
  return hpackInteger(bytes, 5, 0x20);
}

export function literalFields(pairs: readonly FieldPair[]): Buffer {
  return Buffer.concat(pairs.map(literalField));
}

/** The reading side of one connection: field sections must be given in their order, for they share the dynamic table. Throws where the bytes are no field section. */
export class HpackReader {
  /** Newest first. Never cut: an encoder that keeps to its own size refers to no entry beyond it. */
  private readonly dynamic: FieldPair[] = [];
  private block: Uint8Array = new Uint8Array(0);
  private at = 0;

  read(block: Uint8Array): readonly FieldPair[] {
    this.block = block;
    this.at = 0;
    const fields: FieldPair[] = [];
    while (this.at < block.length) {
      const first = block[this.at] ?? 0;
      if (first >= 0x80) fields.push(this.entry(this.integer(7)));
      else if (first >= 0x40) {
        const field = this.literal(6);
        this.dynamic.unshift(field);
        fields.push(field);
      } else if (first >= 0x20) this.integer(5);
      else fields.push(this.literal(4));
    }
    return fields;
  }

  private literal(prefix: number): FieldPair {
    const index = this.integer(prefix);
    const name = index === 0 ? this.string() : this.entry(index)[0];
    return [name, this.string()];
  }

  private entry(index: number): FieldPair {
    const field = index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : this.dynamic[index - STATIC_TABLE.length - 1];
    if (field === undefined) throw new Error(`no field has the index ${index}`);
    return field;
  }

  private byte(): number {
    const byte = this.block[this.at++];
    if (byte === undefined) throw new Error("the field section ends within a field");
    return byte;
  }

  private integer(prefix: number): number {
    const most = 2 ** prefix - 1;
    let value = this.byte() & most;
    if (value < most) return value;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  private string(): string {
    const huffman = ((this.block[this.at] ?? 0) & 0x80) !== 0;
    const end = this.integer(7) + this.at;
    if (end > this.block.length) throw new Error("the field section ends within a string");
    const bytes = this.block.subarray(this.at, end);
    this.at = end;
    return huffman ? unpacked(bytes) : Buffer.from(bytes).toString("latin1");
  }
}

/** The string of a Huffman code; what is left at its end is padding of ones (RFC 7541 section 5.2). */
function unpacked(bytes: Uint8Array): string {
  let text = "";
  let code = 1;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      const symbol = HUFFMAN.get(code);
      if (symbol === undefined) continue;
      text += String.fromCharCode(symbol);
      code = 1;
    }
  }
  return text;
}
