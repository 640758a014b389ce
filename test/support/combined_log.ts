/**
 * A strict parser of Apache's combined log format, written from its documentation: every byte of the line has its place, or it throws. Values are bytes as latin1
 * text; null where the line has a hyphen.
 */

export interface CombinedFields {
  readonly client: string | null;
  readonly user: string | null;
  readonly timeMs: number;
  readonly request: { readonly method: string; readonly target: string | null; readonly protocol: string } | null;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly referer: string | null;
  readonly userAgent: string | null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TIME = /^([0-9]{2})\/([A-Z][a-z]{2})\/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) \+0000$/u;

class Reader {
  private readonly line: string;
  private at = 0;

  constructor(line: string) {
    this.line = line;
  }

  expect(text: string): void {
    if (!this.line.startsWith(text, this.at)) throw new Error(`expected \`${text}\` at ${this.at} of ${this.line}`);
    this.at += text.length;
  }

  /** Up to the next blank, unescaped. */
  word(): string {
    const end = this.line.indexOf(" ", this.at);
    if (end <= this.at) throw new Error(`expected a word at ${this.at}`);
    const word = this.line.slice(this.at, end);
    this.at = end;
    return word;
  }

  until(close: string): string {
    const end = this.line.indexOf(close, this.at);
    if (end === -1) throw new Error(`no \`${close}\``);
    const text = this.line.slice(this.at, end);
    this.at = end + close.length;
    return text;
  }

  /** Between quotes, still escaped. */
  quoted(): string {
    this.expect('"');
    const start = this.at;
    for (; this.line[this.at] !== '"'; this.at++) {
      if (this.at >= this.line.length) throw new Error("a quote is not closed");
      if (this.line[this.at] === "\\") this.at++;
    }
    const text = this.line.slice(start, this.at);
    this.at++;
    return text;
  }

  end(): void {
    if (this.at !== this.line.length) throw new Error(`there is more: ${this.line.slice(this.at)}`);
  }
}

function unescaped(text: string): string | null {
  if (text === "-") return null;
  let out = "";
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char !== "\\") {
      out += char;
      continue;
    }
    const next = text.charAt(++at);
    if (next === '"' || next === "\\") out += next;
    else if (next === "x" && /^[0-9a-f]{2}$/u.test(text.slice(at + 1, at + 3))) {
      out += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else throw new Error(`\`\\${next}\` means nothing`);
  }
  return out;
}

function timeOf(text: string): number {
  const [, day, month = "", year, hour, minute, second] = TIME.exec(text) ?? [];
  const index = MONTHS.indexOf(month);
  if (index === -1) throw new Error(`\`${text}\` is no time`);
  return Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
}

function numberOf(text: string): number | null {
  if (text === "-") return null;
  if (!/^[1-9][0-9]*$/u.test(text)) throw new Error(`\`${text}\` is no number`);
  return Number(text);
}

function requestOf(text: string): CombinedFields["request"] {
  if (text === "-") return null;
  const [method = "", target = "", protocol = "", ...more] = text.split(" ");
  if (more.length > 0 || !/^HTTP\/[0-9]\.[0-9]$/u.test(protocol)) throw new Error(`\`${text}\` is no request line`);
  return { method: unescaped(method) ?? "", target: unescaped(target), protocol };
}

export function parseCombined(line: string): CombinedFields {
  const reader = new Reader(line);
  const client = unescaped(reader.word());
  reader.expect(" - ");
  const user = unescaped(reader.word());
  reader.expect(" [");
  const timeMs = timeOf(reader.until("] "));
  const request = requestOf(reader.quoted());
  reader.expect(" ");
  const status = numberOf(reader.word());
  reader.expect(" ");
  const bytes = numberOf(reader.word());
  reader.expect(" ");
  const referer = unescaped(reader.quoted());
  reader.expect(" ");
  const userAgent = unescaped(reader.quoted());
  reader.end();
  return { client, user, timeMs, request, status, bytes, referer, userAgent };
}
