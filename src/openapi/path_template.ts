/** A path template (OpenAPI 3.2 section 4.8.2, "Path Templating") taken apart into segments, literals percent-decoded once as canonical paths are. */
import type { SegmentPattern } from "./segment_pattern.ts";

export type TemplateSegment =
  /** Exact decoded text; "" only as the last segment, for a trailing slash. */
  | { readonly kind: "literal"; readonly text: string }
  /** The whole segment is one parameter. */
  | { readonly kind: "parameter"; readonly name: string }
  /** Parameters and literals in one segment: `{base}...{head}`, `{name}.json`. */
  | { readonly kind: "pattern"; readonly names: readonly string[]; readonly pattern: SegmentPattern };

export type ParsedTemplate =
  | { readonly ok: true; readonly segments: readonly TemplateSegment[]; readonly names: readonly string[] }
  | { readonly ok: false; readonly message: string };

const wrong = (message: string): ParsedTemplate => ({ ok: false, message });

interface Pieces {
  /** One more than `names`. */
  readonly literals: readonly string[];
  readonly names: readonly string[];
}

/** Splits one segment at its braces; a text says what is wrong. */
function splitBraces(segment: string): Pieces | string {
  const literals: string[] = [];
  const names: string[] = [];
  let at = 0;
  for (;;) {
    const open = segment.indexOf("{", at);
    const literal = segment.slice(at, open === -1 ? undefined : open);
    if (literal.includes("}")) return "has a `}` without its `{`";
    literals.push(literal);
    if (open === -1) return { literals, names };
    const close = segment.indexOf("}", open);
    if (close === -1) return "has a `{` without its `}` in the same segment";
    const name = segment.slice(open + 1, close);
    if (name === "" || name.includes("{")) return "has a parameter without a name";
    if (names.length > 0 && literal === "")
      return `has \`{${names.at(-1) ?? ""}}{${name}}\` with nothing between, which can't be told apart`;
    names.push(name);
    at = close + 1;
  }
}

/** A literal decoded once; null where it can never be part of a canonical path. */
function decodeLiteral(literal: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(literal);
  } catch {
    return null;
  }
  for (let at = 0; at < decoded.length; at += 1) {
    const code = decoded.charCodeAt(at);
    if (code < 0x20 || code === 0x7f || code === 0x2f || code === 0x5c || code === 0x3b) return null;
  }
  return literal.includes("?") || literal.includes("#") ? null : decoded;
}

function parseSegment(segment: string): TemplateSegment | string {
  const pieces = splitBraces(segment);
  if (typeof pieces === "string") return pieces;
  const literals: string[] = [];
  for (const literal of pieces.literals) {
    const decoded = decodeLiteral(literal);
    if (decoded === null)
      return `has the literal \`${literal}\`, which no canonical path contains (a slash, \`;\`, \`?\`, \`#\`, backslash, control or bad escape)`;
    literals.push(decoded);
  }
  const [first = ""] = literals;
  const [name] = pieces.names;
  if (name === undefined) return first === "." || first === ".." ? "has a dot segment" : { kind: "literal", text: first };
  if (pieces.names.length === 1 && literals.every((literal) => literal === "")) return { kind: "parameter", name };
  return { kind: "pattern", names: pieces.names, pattern: { literals } };
}

/** Takes a template apart. What is wrong reads as the end of a sentence that begins with the template. */
export function parseTemplate(template: string): ParsedTemplate {
  if (!template.startsWith("/")) return wrong("does not begin with `/`");
  const texts = template.slice(1).split("/");
  const segments: TemplateSegment[] = [];
  const names: string[] = [];
  for (const [index, text] of texts.entries()) {
    if (text === "" && index < texts.length - 1) return wrong("has an empty segment");
    const segment = parseSegment(text);
    if (typeof segment === "string") return wrong(segment);
    if (segment.kind === "parameter") names.push(segment.name);
    if (segment.kind === "pattern") names.push(...segment.names);
    segments.push(segment);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? { ok: true, segments, names } : wrong(`names the parameter \`${twice}\` twice`);
}

/** The template with every parameter name removed: templates of equal shape match the same paths. */
export function templateShape(segments: readonly TemplateSegment[]): string {
  let shape = "";
  for (const segment of segments) {
    if (segment.kind === "literal") shape += `/${encodeURIComponent(segment.text)}`;
    else if (segment.kind === "parameter") shape += "/{}";
    else shape += `/${segment.pattern.literals.map(encodeURIComponent).join("{}")}`;
  }
  return shape;
}
