import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compilePattern } from "./pattern.ts";
import { parseEcmaPattern } from "./ecma_pattern.ts";
import { toRe2 } from "./to_re2.ts";
import { RE2JS } from "re2js";

const matches = (source: string, text: string): boolean => {
  const pattern = compilePattern(source);
  assert.ok(pattern.ok, `${source}: ${pattern.ok ? "" : pattern.reason}`);
  return pattern.test(text);
};

test("patterns mean what ECMA-262 says", () => {
  const rows: readonly (readonly [source: string, yes: readonly string[], no: readonly string[]])[] = [
    ["", ["", "a"], []],
    ["a", ["a", "bab"], ["", "b"]],
    ["^a*$", ["", "aaa"], ["ab", "a\n"]],
    ["^[a-z0-9-]{1,32}$", ["a", "x".repeat(32)], ["", "x".repeat(33), "A"]],
    ["^\\d$", ["7"], ["٣", "߀"]],
    ["^\\w+$", ["az_9"], ["é", ""]],
    ["^\\s$", [" ", "\u00a0", "\ufeff", "\u2029", "\v"], ["\u0085", "\u200b", "\u180e"]],
    ["^\\S$", ["\u0085"], ["\u3000"]],
    ["^.$", ["a", "\u{1f600}", "\u0085"], ["\n", "\r", "\u2028", "\u2029", "ab"]],
    ["^[^]$", ["\n", "\u{10ffff}"], ["", "ab"]],
    ["[]", [], ["", "a"]],
    ["^\\cC$", ["\u0003"], ["C"]],
    ["^\\x41\\u0042\\u{43}$", ["ABC"], ["abc"]],
    ["^\\ud83d\\ude00$", ["\u{1f600}"], ["a"]],
    ["^\\p{Lu}\\p{Letter}+$", ["Ñandú", "Ав"], ["ñ", "A1"]],
    ["^\\p{Script=Greek}$", ["α"], ["a"]],
    ["^\\P{L}$", ["1"], ["a"]],
    ["^[\\w.+-]+@[\\w-]+\\.[a-z]{2,}$", ["a.b+c@x-y.com"], ["a@b", "@x.com"]],
    ["^(?<year>\\d{4})-(?:0[1-9]|1[0-2])$", ["2024-12"], ["2024-13"]],
    ["a{2}", ["aa", "baab"], ["a"]],
    ["^a{2,}?$", ["aa", "aaaa"], ["a"]],
    ["^(asc|desc)$", ["asc", "desc"], ["as", "ascdesc"]],
    ["^\\/\\-\\.\\$$", ["/-.$"], ["/-."]],
    ["a^b", [], ["ab", "a^b"]],
    ["a$b", [], ["ab"]],
    ["^$", [""], ["a"]],
    ["^a|b$", ["ax", "xb"], ["xa"]],
    ["(?:^|,)x(?:,|$)", ["x", "a,x", "x,b"], ["ax", "xb"]],
    ["\\bfoo\\b", ["a foo b", "foo"], ["food", "éfoo_"]],
    ["\\Boo", ["foo"], ["oo"]],
    ["^(?=.*\\d)(?=.*[a-z]).{4,8}$", ["abc1", "1aaaaaaa"], ["abcd", "1234", "a1", "a23456789"]],
    ["^(?!admin$)[a-z]+$", ["root", "adminx"], ["admin", "A"]],
    ["^(?!\\s*$).+", ["x", " x"], ["", "  "]],
    ["[\\w-.]", ["-", ".", "_"], ["~"]],
    ["^[\\b]$", ["\b"], ["b"]],
    ["^\\0$", ["\0"], ["0"]],
    ["^.{0,2000}$", ["x".repeat(2000)], ["x".repeat(2001)]],
    ["^.{3000,5000}$", ["x".repeat(5000)], ["x".repeat(2999)]],
  ];
  for (const [source, yes, no] of rows) {
    for (const text of yes) assert.equal(matches(source, text), true, `\`${source}\` matches ${JSON.stringify(text.slice(0, 40))}`);
    for (const text of no) assert.equal(matches(source, text), false, `\`${source}\` does not match ${JSON.stringify(text.slice(0, 40))}`);
  }
  assert.equal(rows.length, 38);
});

test("what can't be run in linear time, or is not surely understood, is unsupported with its reason", () => {
  const rows: readonly (readonly [source: string, reason: RegExp])[] = [
    ["(a)\\1", /back-reference/u],
    ["(?<n>a)\\k<n>", /back-reference/u],
    ["(?<=a)b", /lookbehind/u],
    ["a(?=b)", /lookahead elsewhere/u],
    ["^(?:(?!a).)*$", /lookahead elsewhere/u],
    ["(?i:a)", /group that is not supported/u],
    ["\\A", /unknown escape/u],
    ["\\Z", /unknown escape/u],
    ["\\07", /octal/u],
    ["a{,3}", /`\{`/u],
    ["a**", /repeated repetition/u],
    ["^*", /repeated assertion/u],
    ["(a", /not closed/u],
    ["a)", /unmatched/u],
    ["[a", /not closed/u],
    ["[z-a]", /out of order/u],
    ["a{3,2}", /out of order/u],
    ["\\p{Nonsense}", /Unicode property/u],
    ["\\", /backslash at its end/u],
    ["\\u{110000}", /no code point/u],
    ["(?:a{1,1000}){1,1000}", /too large a machine/u],
    ["(".repeat(500), /nested too deep/u],
    ["a".repeat(20_000), /longer than/u],
    ["+", /nothing to repeat/u],
  ];
  for (const [source, reason] of rows) {
    const pattern = compilePattern(source);
    assert.ok(!pattern.ok, source);
    assert.match(pattern.reason, reason, source);
  }
  assert.equal(rows.length, 24);
});

const SOURCES = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("a", "b", "é", "\\d", "\\w", ".", "[ab]", "[^a]", "[a-c]", "\\s", "\\u{1f600}", "[^\\d]") },
    { weight: 1, arbitrary: fc.constantFrom("^", "$", "\\b", "(?:^|a)", "(?:b|$)") },
    { weight: 2, arbitrary: tie("node").map((node) => `(?:${node})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,2}?"))
        .map(([node, count]) => `(?:${node})${count}`),
    },
  ),
  node: fc.oneof(
    { maxDepth: 3 },
    fc.array(tie("atom"), { maxLength: 3 }).map((atoms) => atoms.join("")),
    fc.array(tie("atom"), { minLength: 1, maxLength: 2 }).map((atoms) => atoms.join("|")),
  ),
})).node;
const TEXTS = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " ", "\n", "é", "\u{1f600}"), maxLength: 8 });

test("the engine agrees with the runtime's RegExp and with RE2 on small patterns and texts", () => {
  let compared = 0;
  fc.assert(
    fc.property(SOURCES, fc.array(TEXTS, { minLength: 1, maxLength: 5 }), (source, texts) => {
      const pattern = compilePattern(source);
      const tree = parseEcmaPattern(source);
      if (!pattern.ok || !tree.ok) return;
      const native = new RegExp(source, "u");
      const re2 = RE2JS.compile(toRe2(tree.node) ?? "");
      for (const text of texts) {
        compared += 1;
        assert.equal(pattern.test(text), native.test(text), `${source} on ${JSON.stringify(text)}`);
        assert.equal(re2.test(text), native.test(text), `RE2: ${source} on ${JSON.stringify(text)}`);
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(compared > 500);
});

test("patterns that are catastrophic elsewhere cost a fixed number of steps per character", () => {
  const sources = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "(x+x+)+y",
    "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*@x$",
    "(.*)*b",
    "^(\\w+\\s?)*$",
  ];
  for (const source of sources) {
    const pattern = compilePattern(source);
    assert.ok(pattern.ok && pattern.stepsPerCharacter === 1, source);
    assert.equal(pattern.test(`${"a".repeat(50_000)}!`), false);
  }
  assert.equal(sources.length, 7);
});

test("a pattern whose table would explode runs on RE2 at a price that says so", () => {
  const pattern = compilePattern("^(?:(?:a|b)*a(?:a|b){30}c)*$");
  assert.ok(pattern.ok && pattern.stepsPerCharacter > 100);
  assert.ok(pattern.test(`ba${"b".repeat(30)}c`) && !pattern.test(`bb${"b".repeat(30)}c`));
});

test("compiling the same source again gives the same value", () => {
  assert.equal(compilePattern("^x{3}$"), compilePattern("^x{3}$"));
});
