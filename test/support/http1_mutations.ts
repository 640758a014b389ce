/** Requests near the grammar: well-formed ones, and the same with pieces put in, taken out or doubled that parsers disagree about. */
import * as fc from "fast-check";

const HOST = "Host: a.example\r\n";
const SEEDS: readonly string[] = [
  `GET / HTTP/1.1\r\n${HOST}\r\n`,
  `GET /a/b?c=d&e=%20f HTTP/1.1\r\n${HOST}X-One: 1\r\nX-Two:  two words \r\n\r\n`,
  `DELETE /a HTTP/1.1\r\n${HOST}X-Obs: caf\xe9\r\nConnection: close\r\n\r\n`,
  `POST /p HTTP/1.1\r\n${HOST}Content-Length: 5\r\nX-One: 1\r\n\r\nhello`,
  `PUT /p HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`,
  `POST /c HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
  `POST /c HTTP/1.1\r\n${HOST}Transfer-Encoding: Chunked\r\nX-One: 1\r\n\r\nA\r\n0123456789\r\n0\r\nX-Sum: abc\r\n\r\n`,
  `POST /c HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5;ext="1"\r\nhello\r\n0\r\n\r\n`,
  `GET /o HTTP/1.0\r\n${HOST}X-One: 1\r\n\r\n`,
];

const PIECES: readonly string[] = [
  " ",
  "\t",
  "\r",
  "\n",
  "\r\n",
  "\0",
  "\x0b",
  "\x7f",
  "\x80",
  "\xff",
  ":",
  ";",
  ",",
  "#",
  "\\",
  "|",
  "{",
  "<",
  '"',
  "^",
  "_",
  "+",
  "-",
  "0",
  "00",
  "0x",
  "5",
  "a",
  "F",
  "\r\n\r\n",
  "\n\n",
  "\r\n ",
  " \r\n",
  "\r\n\t",
  " HTTP/1.1",
  "HTTP/1.0",
  "HTTP/2.0",
  "GET / ",
  "Content-Length: 5\r\n",
  "Content-Length: 6\r\n",
  "content-length:5\r\n",
  "Content-Length: +5\r\n",
  "Content-Length: 5, 5\r\n",
  "Content-Length : 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: identity\r\n",
  "Transfer-Encoding: gzip, chunked\r\n",
  "Transfer-Encoding : chunked\r\n",
  "Transfer-Encoding:\r\n chunked\r\n",
  "Transfer_Encoding: chunked\r\n",
  "Host: b.example\r\n",
  "Connection: close\r\n",
  "Connection: keep-alive\r\n",
  "X-Fold: a\r\n b\r\n",
  "X-Empty:\r\n",
  ": nameless\r\n",
  "X-Bare: a\nX-More: b\r\n",
  "Expect: 100-continue\r\n",
  "5;ext=1\r\n",
  "0\r\n\r\n",
  "5\r\nhello\r\n",
];

type Edit = readonly [kind: "insert" | "remove" | "line", place: number, piece: string];

function edited(text: string, [kind, place, piece]: Edit): string {
  if (kind === "line") {
    const starts = [...text.matchAll(/\r\n/gu)].map((match) => match.index + 2);
    const at = starts[place % Math.max(1, starts.length)] ?? 0;
    return text.slice(0, at) + piece + text.slice(at);
  }
  const at = place % (text.length + 1);
  return kind === "insert" ? text.slice(0, at) + piece + text.slice(at) : text.slice(0, at) + text.slice(at + 1);
}

const EDIT: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom("insert" as const, "line" as const, "remove" as const),
  fc.nat(400),
  fc.constantFrom(...PIECES),
);
const CONVERSATION: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(EDIT, { maxLength: 2 }), fc.constantFrom("", ...SEEDS))
  .map(([first, edits, second]) => edits.reduce(edited, first) + second);

/** `count` conversations, latin1 text, the same for the same seed. */
export function sampleRequests(count: number, seed: number): readonly string[] {
  return fc.sample(CONVERSATION, { numRuns: count, seed });
}
