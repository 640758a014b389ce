/** How one operation's path parameters are read from the segments of a path that matched its template. */
import { encodedSegments, unlicensed } from "../codec/path.ts";
import type { CanonicalPath, PathLicence } from "../kernel/exchange.ts";
import type { Operation, Parameter } from "./operation.ts";
import type { TemplateSegment } from "./path_template.ts";
import { encodedSlice } from "./encoded_slice.ts";
import { readSegment } from "./segment_pattern.ts";

/** Where a segment's text comes from: `index` counts from the start, or from the end when it stands behind a multi-segment parameter. */
interface Read {
  readonly segment: TemplateSegment;
  readonly index: number;
  readonly from: "start" | "end";
  /** The segment takes every segment from `index` up to where `until` (counted from the end) begins. */
  readonly multi: boolean;
  readonly until: number;
}

export interface Route {
  readonly operation: Operation;
  readonly reads: readonly Read[];
}

export type PathParameters = Readonly<Record<string, string>>;

export type PathReading =
  | { readonly kind: "read"; readonly parameters: PathParameters }
  | { readonly kind: "ambiguous"; readonly code: string; readonly message: string };

const NO_PARAMETERS: PathParameters = Object.freeze(Object.create(null));
const NO_SEGMENTS: PathReading = Object.freeze({ kind: "read", parameters: NO_PARAMETERS });

/** The route of `operation` when its full template (base path included) matches; `multiAt` is the multi-segment parameter's index, -1 when it took one segment. */
export function compileRoute(operation: Operation, segments: readonly TemplateSegment[], multiAt: number): Route {
  const reads: Read[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "literal") continue;
    const behind = multiAt !== -1 && index > multiAt;
    const multi = index === multiAt;
    reads.push({
      segment,
      index: behind ? segments.length - index : index,
      from: behind ? "end" : "start",
      multi,
      until: multi ? segments.length - 1 - index : 0,
    });
  }
  return { operation, reads };
}

function textOf(read: Read, segments: readonly string[]): string {
  if (read.multi) return segments.slice(read.index, segments.length - read.until).join("/");
  return segments[read.from === "start" ? read.index : segments.length - read.index] ?? "";
}

/** Reads the parameters and holds the path to what the operation licenses. */
export function readRoute(route: Route, path: CanonicalPath): PathReading {
  if (route.reads.length === 0 && path.needs.size === 0) return NO_SEGMENTS;
  const parameters: Record<string, string> = Object.create(null);
  for (const read of route.reads) {
    const text = textOf(read, path.segments);
    if (read.segment.kind === "parameter") {
      parameters[read.segment.name] = text;
    } else if (read.segment.kind === "pattern") {
      const reading = readSegment(read.segment.pattern, text);
      if (reading.kind !== "one") {
        const message = "a path segment can be read in more than one way against the template of the operation";
        return { kind: "ambiguous", code: "path.several_readings", message };
      }
      for (const [index, name] of read.segment.names.entries()) parameters[name] = reading.values[index] ?? "";
    }
  }
  for (const need of path.needs) {
    if (isLicensed(need, route.operation, parameters)) continue;
    const { findings, refused } = unlicensed(need);
    return { kind: "ambiguous", code: findings[0]?.code ?? refused, message: findings[0]?.message ?? refused };
  }
  return { kind: "read", parameters };
}

/**
 * The parameters of a path that matched, still percent-encoded as forwarded: where `,`, `.` and `;` that delimit are told from those that are data. Same names
 * as `readRoute` gives.
 */
export function readEncoded(route: Route, path: CanonicalPath): PathParameters {
  const encoded = encodedSegments(path);
  const parameters: Record<string, string> = Object.create(null);
  for (const read of route.reads) {
    const text = textOf(read, encoded);
    if (read.segment.kind === "parameter") parameters[read.segment.name] = text;
    else if (read.segment.kind === "pattern") {
      const { pattern, names } = read.segment;
      const reading = readSegment(pattern, textOf(read, path.segments));
      if (reading.kind !== "one") continue;
      let at = (pattern.literals[0] ?? "").length;
      for (const [index, name] of names.entries()) {
        const { length } = reading.values[index] ?? "";
        parameters[name] = encodedSlice(text, at, at + length);
        at += length + (pattern.literals[index + 1] ?? "").length;
      }
    }
  }
  return parameters;
}

interface Licence {
  readonly needs: (text: string) => boolean;
  readonly grants: (parameter: Parameter, text: string) => boolean;
}

/** `dot` is never granted: `canonicalPath` refuses dot segments whoever asks. */
const LICENCES: Readonly<Record<PathLicence, Licence>> = {
  // A value in matrix style begins with its `;`. Why: `admin;p=1` is `admin` to a Java server.
  semicolon: {
    needs: (text) => text.includes(";"),
    grants: (parameter, text) => parameter.style === "matrix" && parameter.content === null && text.startsWith(";"),
  },
  slash: { needs: (text) => text.includes("/"), grants: (parameter) => parameter.multiSegment },
  dot: { needs: () => true, grants: () => false },
};

/** INVARIANT: literals of templates contain neither `;` nor a slash (`parseTemplate`), so what needs a licence lies in a parameter's value. */
function isLicensed(need: PathLicence, operation: Operation, parameters: PathParameters): boolean {
  const { needs, grants } = LICENCES[need];
  let seen = false;
  for (const name of Object.keys(parameters)) {
    const text = parameters[name] ?? "";
    if (!needs(text)) continue;
    seen = true;
    const declared = operation.parameters.find((parameter) => parameter.in === "path" && parameter.name === name);
    if (declared === undefined || !grants(declared, text)) return false;
  }
  return seen;
}
