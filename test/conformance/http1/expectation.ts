/** What a case of Http1Probe expects, in its own words: `400`, `400 or close`, `2xx + close`, `400/501 or close`, `!101`, ... */

/** How a server answered one raw request. `status` is null when it sent none; `closed` whether it then ended the connection. */
export interface Observed {
  readonly status: number | null;
  readonly closed: boolean;
}

/** Whether `observed` is among what the words of `expected` allow. Words in brackets are remarks: `2xx (warn)` is allowed, but not what one should do. */
export function isExpected(expected: string, observed: Observed): boolean {
  if (expected.startsWith("!")) return observed.status !== Number(expected.slice(1));
  const alternatives = expected
    .replaceAll(/\([a-z]+\)/gu, "")
    .split(/,| or |\//u)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return alternatives.some((word) => meets(word, observed));
}

function meets(word: string, { status, closed }: Observed): boolean {
  if (word.includes("+")) return word.split("+").every((part) => meets(part.trim(), { status, closed }));
  if (word === "close") return closed;
  if (word === "timeout") return status === null;
  if (/^\dxx$/u.test(word)) return status !== null && Math.floor(status / 100) === Number(word.charAt(0));
  if (/^\d{3}$/u.test(word)) return status === Number(word);
  throw new Error(`the expectation has the unknown word \`${word}\``);
}
