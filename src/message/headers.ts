/** Header fields as received: one latin1 text of the whole section with offsets into it (RFC 9110 section 5). Nothing is cut until asked for. */
import { isToken } from "../codec/field_syntax.ts";
import type { HeaderFields } from "../kernel/exchange.ts";
import { isFieldValue } from "./byte_class.ts";
import { fieldId, KNOWN_FIELDS } from "./field_names.ts";

/** Numbers per field in the offset list: where its line starts (the name too), name end, value start, value end, line end (after CRLF). */
export const OFFSETS_PER_FIELD = 5;

/** One of 32 bits a name stands for, so that most look-ups of an absent name end before the list is walked. */
function nameBit(name: string): number {
  return 1 << ((name.charCodeAt(0) + name.length * 7) & 31);
}

export class Fields implements HeaderFields {
  readonly length: number;
  /** The text that holds the lines; other text may stand around them. */
  readonly text: string;
  private readonly names: readonly string[];
  private readonly ids: readonly number[];
  private readonly offsets: readonly number[];
  private readonly mask: number;
  private readonly values: (string | undefined)[] = [];
  /** The serialiser's memory of the lines it copied last; nobody else's business. */
  copied: { readonly drop: object; readonly lines: string } | null = null;

  /** `ids` are those of `field_names.ts`, -1 for an unknown name; `offsets` are OFFSETS_PER_FIELD numbers per field. Both are kept, not copied. */
  constructor(text: string, ids: readonly number[], offsets: readonly number[]) {
    const names: string[] = [];
    let mask = 0;
    for (let index = 0; index < ids.length; index += 1) {
      const at = index * OFFSETS_PER_FIELD;
      const name = KNOWN_FIELDS[ids[index] ?? -1] ?? text.slice(offsets[at], offsets[at + 1]).toLowerCase();
      names.push(name);
      mask |= nameBit(name);
    }
    this.text = text;
    this.length = ids.length;
    this.names = names;
    this.ids = ids;
    this.offsets = offsets;
    this.mask = mask;
  }

  nameAt(index: number): string {
    const name = this.names[index];
    if (name === undefined) throw new RangeError(`no field ${index}: there are ${this.length}`);
    return name;
  }

  valueAt(index: number): string {
    const known = this.values[index];
    if (known !== undefined) return known;
    const at = index * OFFSETS_PER_FIELD;
    const value = this.text.slice(this.offset(at + 2), this.offset(at + 3));
    this.values[index] = value;
    return value;
  }

  /** Id in `field_names.ts`, -1 for an unknown name. */
  idAt(index: number): number {
    return this.ids[index] ?? -1;
  }

  get(name: string): string | undefined {
    const index = this.indexOf(name, 0);
    return index < 0 ? undefined : this.valueAt(index);
  }

  getAll(name: string): readonly string[] {
    const values: string[] = [];
    for (let index = this.indexOf(name, 0); index >= 0; index = this.indexOf(name, index + 1)) values.push(this.valueAt(index));
    return values;
  }

  has(name: string): boolean {
    return this.indexOf(name, 0) >= 0;
  }

  /** Index of the first field of that lower-case name from `from` on, -1 where there is none. */
  indexOf(name: string, from: number): number {
    if ((this.mask & nameBit(name)) === 0) return -1;
    for (let index = from; index < this.length; index += 1) if (this.names[index] === name) return index;
    return -1;
  }

  /** Where in `text` the line of a field starts. */
  lineStart(index: number): number {
    return this.offset(index * OFFSETS_PER_FIELD);
  }

  /** Where in `text` the line of a field ends, its CRLF included. */
  lineEnd(index: number): number {
    return this.offset(index * OFFSETS_PER_FIELD + 4);
  }

  /** Whether the line is `Name: value` CRLF with one space and no other blank around the value: then it can be copied as it is. */
  isPlain(index: number): boolean {
    const at = index * OFFSETS_PER_FIELD;
    const nameEnd = this.offset(at + 1);
    return (
      this.offset(at + 2) === nameEnd + 2 && this.text.charCodeAt(nameEnd + 1) === 0x20 && this.offset(at + 3) + 2 === this.offset(at + 4)
    );
  }

  /** The same fields without those of these lower-case names. */
  without(names: ReadonlySet<string>): Fields {
    const ids: number[] = [];
    const offsets: number[] = [];
    for (let index = 0; index < this.length; index += 1) {
      if (names.has(this.nameAt(index))) continue;
      ids.push(this.idAt(index));
      for (let part = 0; part < OFFSETS_PER_FIELD; part += 1) offsets.push(this.offset(index * OFFSETS_PER_FIELD + part));
    }
    return new Fields(this.text, ids, offsets);
  }

  private offset(at: number): number {
    const offset = this.offsets[at];
    if (offset === undefined) throw new RangeError(`no field ${Math.floor(at / OFFSETS_PER_FIELD)}: there are ${this.length}`);
    return offset;
  }
}

/** No fields at all. */
export const NO_FIELDS: Fields = new Fields("", [], []);

/** Fields from names (any case) and values; a name that is no token or a value with a control, an outer blank or a character above 0xff is a TypeError. */
export function fieldsOf(pairs: Iterable<readonly [name: string, value: string]>): Fields {
  const ids: number[] = [];
  const offsets: number[] = [];
  let text = "";
  for (const [name, value] of pairs) {
    if (!isToken(name)) throw new TypeError("a field name must be a token");
    if (!isFieldValue(value)) throw new TypeError(`the value of \`${name}\` has a control, an outer blank or a character outside latin1`);
    const start = text.length;
    const valueStart = start + name.length + 2;
    const valueEnd = valueStart + value.length;
    text += `${name}: ${value}\r\n`;
    ids.push(fieldId(name.toLowerCase()));
    offsets.push(start, start + name.length, valueStart, valueEnd, valueEnd + 2);
  }
  return new Fields(text, ids, offsets);
}
