/** The two tables that HPACK comes with: fields by index, and the lengths of the Huffman code (RFC 7541 appendices A and B). */

/** Name and value of index 1 on; most have no value. */
export const STATIC_TABLE: readonly (readonly [name: string, value: string])[] =
  `:authority|:method GET|:method POST|:path /|:path /index.html
:scheme http|:scheme https|:status 200|:status 204|:status 206|:status 304|:status 400|:status 404|:status 500|accept-charset
accept-encoding gzip, deflate|accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control
content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type|cookie|date|etag|expect
expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards
proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|strict-transport-security|transfer-encoding
user-agent|vary|via|www-authenticate`
    .split(/[|\n]/u)
    .map((row) => {
      const space = row.indexOf(" ");
      return space < 0 ? [row, ""] : [row.slice(0, space), row.slice(space + 1)];
    });

/** Bits of each byte's code and of the end symbol, one base-36 digit each. The code is canonical, so the lengths say it all (RFC 7541 section 5.2). */
const LENGTHS =
  "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad67777777777777777777777878djde6f56565666577666567655677777fbedsk" +
  "mkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu";

/** Symbol by its code, written as a 1 and then the bits, so that leading zeros count. 256 ends a string and never stands in one. */
export const HUFFMAN: ReadonlyMap<number, number> = canonicalCode(Array.from(LENGTHS, (digit) => Number.parseInt(digit, 36)));

function canonicalCode(lengths: readonly number[]): Map<number, number> {
  const symbols = [...lengths.keys()].toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const codes = new Map<number, number>();
  let code = 0;
  let before = lengths[symbols[0] ?? 0] ?? 0;
  for (const symbol of symbols) {
    const length = lengths[symbol] ?? 0;
    code *= 2 ** (length - before);
    before = length;
    codes.set(2 ** length + code, symbol);
    code += 1;
  }
  return codes;
}
