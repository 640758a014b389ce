/** Inputs for fuzzing: texts near the grammars of HTTP, JSON, URLs, XML and tokens, changed at random, from a seeded generator so that a run can be repeated. */

const SEEDS: readonly string[] = [
  "GET /a/b?c=d&e=%20f HTTP/1.1\r\nHost: a.example\r\nX: 1\r\n\r\n",
  "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: a\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
  '{"a":[1,-2.5e3,"\\u00e9\\ud83d\\ude00",null,true,{"b":{}}],"c":12345678901234567890}',
  "/orders/42;a=1/%2F..%2e/x%C3%A9",
  "id=1&id=2&a%5Bb%5D=c+d&e",
  '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b--\r\n',
  '<?xml version="1.0"?><a x="1"><b>&lt;&#233;</b><![CDATA[c]]></a>',
  "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJhIn0.c2ln",
  'for=192.0.2.1;proto=https, for="[2001:db8::1]:80"',
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "application/json; charset=utf-8",
  "^[a-z0-9]{1,32}(?:-[a-z]+)*$",
  "2026-02-29T23:59:60.123+01:00",
  "https://user@[::1]:443/%7e?q#f",
];
const PIECES: readonly string[] = [
  "\0",
  "\r\n",
  "\n",
  " ",
  "%",
  "%2e",
  "%00",
  "..",
  "/",
  "\\",
  ";",
  ",",
  '"',
  "{",
  "}",
  "[",
  "]",
  "&",
  "=",
  "<",
  ">",
  "\xff",
  "\xc0\xaf",
  "\xed\xa0\x80",
  "__proto__",
  "9".repeat(40),
  "a".repeat(300),
];

/** xorshift32: small, seeded, good enough to choose. */
export function generator(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One input: a seed or random bytes with up to eight changes. */
export function randomInput(below: (limit: number) => number): Uint8Array {
  let text =
    below(8) === 0 ? String.fromCharCode(...Array.from({ length: below(64) }, () => below(256))) : (SEEDS[below(SEEDS.length)] ?? "");
  for (let changes = below(8); changes > 0; changes--) {
    const at = below(text.length + 1);
    const length = below(6);
    const piece = below(3) === 0 ? String.fromCharCode(below(256)) : (PIECES[below(PIECES.length)] ?? "");
    if (below(3) === 0) text = text.slice(0, at) + text.slice(at + length);
    else text = text.slice(0, at) + piece + text.slice(below(2) === 0 ? at : at + length);
  }
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
}
