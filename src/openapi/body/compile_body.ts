/** A Request Body Object compiled: from Content-Type and bytes to a judgement. */
import type { Issue } from "../../kernel/issue.ts";
import {
  compileMediaRange,
  isUtf8Charset,
  matchMediaRange,
  type MediaRange,
  type MediaTypeValue,
  parseMediaType,
} from "../../message/media_type.ts";
import type { Judgement } from "../judgement.ts";
import type { MediaType, RequestBody } from "../operation.ts";
import { compilePlace } from "../parameters/compile_parameter.ts";
import type { FormScope } from "../parameters/form_fields.ts";
import type { BodyParts, JudgeBody } from "./body_parts.ts";
import { compileFormBody } from "./form_body.ts";
import { compileJsonBody, compileSequenceBody } from "./json_body.ts";
import { type MediaKind, mediaKindOf } from "./media_kind.ts";
import { compileMultipartBody } from "./multipart_body.ts";
import { compileOpaqueBody, compileTextBody } from "./text_body.ts";
import { compileXmlBody } from "./xml_body.ts";

/** What is known of a body when it is judged: its bytes, or that they stream past. */
export type BodyBytes = Uint8Array | "streamed";

/** What a body without Content-Type is (RFC 9110 section 8.3). */
const UNTYPED: MediaTypeValue = {
  type: "application",
  subtype: "octet-stream",
  essence: "application/octet-stream",
  parameters: new Map(),
};

/** One entry of `content`. */
class MediaPlan {
  readonly range: MediaRange;
  /** Whether some body it takes must be whole to be judged. */
  readonly needsBytes: boolean;
  private readonly parts: BodyParts;
  private readonly concrete: boolean;
  /** No schema, or one for any string: nothing of the content is to be judged. */
  private readonly takesAnything: boolean;
  private readonly judges = new Map<MediaKind, JudgeBody>();

  constructor(range: MediaRange, parts: BodyParts, issues: Issue[]) {
    this.range = range;
    this.parts = parts;
    this.concrete = range.subtype !== "*";
    this.takesAnything = parts.itemPlan === null && (parts.media.schema === null || parts.shape.takesAnyString);
    const kind = this.concrete ? mediaKindOf({ ...range, essence: `${range.type}/${range.subtype}` }) : null;
    this.needsBytes = kind === "opaque" ? this.isJudgedOpaque : kind !== null || !this.takesAnything;
    // Headers of multipart parts have schemas of their own, whose issues belong to loading.
    if (kind !== null && this.needsBytes) this.judges.set(kind, compileKind(kind, parts, issues));
  }

  /** Bytes whose number or form the schema limits. */
  private get isJudgedOpaque(): boolean {
    return !this.takesAnything && this.parts.shape.isScalar;
  }

  judge(bytes: BodyBytes, media: MediaTypeValue, judgement: Judgement): void {
    const kind = mediaKindOf(media);
    if (kind === "opaque" || (!this.concrete && this.takesAnything)) {
      this.judgeOpaque(bytes, media, judgement);
      return;
    }
    if (!isUtf8Charset(media)) {
      judgement.add("unsupported", "media.charset", "header:content-type", "must be UTF-8", this.parts.rule);
      return;
    }
    this.judgeAs(kind, bytes, media, judgement);
  }

  /** Under a range a kind is compiled when the first body of it comes. */
  private judgeAs(kind: MediaKind, bytes: BodyBytes, media: MediaTypeValue, judgement: Judgement): void {
    if (bytes === "streamed") throw new Error("a body that must be judged was not buffered");
    let judge = this.judges.get(kind);
    if (judge === undefined) {
      const issues: Issue[] = [];
      judge = compileKind(kind, this.parts, issues);
      if (issues.some(({ severity }) => severity === "error")) throw new Error("a schema of the body can't be compiled");
      this.judges.set(kind, judge);
    }
    judge(bytes, media, judgement);
  }

  private judgeOpaque(bytes: BodyBytes, media: MediaTypeValue, judgement: Judgement): void {
    const { shape, plan, rule } = this.parts;
    if (this.takesAnything) return;
    if (shape.isScalar) {
      this.judgeAs("opaque", bytes, media, judgement);
      return;
    }
    // Why only under a wildcard: there the caller chose the type, perhaps to pass unread; a type written out is the description's own choice.
    if (this.concrete && plan !== null)
      judgement.add("noted", "body.not_judged", "body", "is of a media type that can't be decoded here; its schema was not checked", rule);
    else
      judgement.add(
        "unsupported",
        "media.undecodable",
        "header:content-type",
        "is a media type that the schema can't be checked against",
        rule,
      );
  }
}

function compileKind(kind: MediaKind, parts: BodyParts, issues: Issue[]): JudgeBody {
  switch (kind) {
    case "json":
      return compileJsonBody(parts);
    case "lines":
    case "records":
      return compileSequenceBody(parts, kind);
    case "form":
      return compileFormBody(parts);
    case "multipart":
      return compileMultipartBody(parts, issues);
    case "xml":
      return compileXmlBody(parts);
    case "text":
      return compileTextBody(parts);
    case "opaque":
      return compileOpaqueBody(parts);
    default:
      throw new Error("no such kind of media type");
  }
}

/** Media types that a message names. */
const MAX_NAMED = 5;

export class BodyPlan {
  readonly required: boolean;
  /** Whether the operation's bodies must be whole to be judged; otherwise they may stream. */
  readonly needsBytes: boolean;
  private readonly body: RequestBody;
  private readonly plans: readonly MediaPlan[];
  private readonly ranges: readonly MediaRange[];
  /** The media types for a message: the first few. */
  private readonly declared: string;

  /** Use `compileBody`. */
  constructor(body: RequestBody, plans: readonly MediaPlan[]) {
    this.body = body;
    this.required = body.required;
    this.plans = plans;
    this.ranges = plans.map(({ range }) => range);
    const [ranges, more] = [body.content.map(({ range }) => range), body.content.length > MAX_NAMED ? ", ..." : ""];
    this.declared = `${ranges.slice(0, MAX_NAMED).join(", ")}${more}`;
    this.needsBytes = plans.some(({ needsBytes }) => needsBytes);
  }

  /** Judges a body that is there: `contentTypes` are the values of every Content-Type field. */
  judge(bytes: BodyBytes, contentTypes: readonly string[], judgement: Judgement): void {
    const media = this.mediaOf(contentTypes, judgement);
    if (media === null) return;
    const index = matchMediaRange(this.ranges, media);
    const plan = this.plans[index];
    if (plan !== undefined) plan.judge(bytes, media, judgement);
    else if (contentTypes.length === 0) this.refuse("media.missing", `must say what the body is; declared: ${this.declared}`, judgement);
    else this.refuse("media.undeclared", `is not a declared media type; declared: ${this.declared}`, judgement);
  }

  /** Says that there is none, where there must be. */
  judgeAbsence(judgement: Judgement): void {
    if (this.required) judgement.add("malformed", "body.missing", "body", "is required", this.body.place);
  }

  private mediaOf(contentTypes: readonly string[], judgement: Judgement): MediaTypeValue | null {
    const [first, second] = contentTypes;
    if (first === undefined) return UNTYPED;
    const media = second === undefined ? parseMediaType(first) : null;
    if (media !== null) return media;
    const repeated = second !== undefined;
    this.refuse(repeated ? "media.repeated" : "media.malformed", repeated ? "is given more than once" : "is not one media type", judgement);
    return null;
  }

  private refuse(code: string, message: string, judgement: Judgement): void {
    judgement.add("unsupported", code, "header:content-type", message, this.body.place);
  }
}

/** Compiles every media type. Issues are those of the schemas, and of ranges that are none. */
export function compileBody(body: RequestBody, scope: FormScope): { readonly plan: BodyPlan; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const plans: MediaPlan[] = [];
  for (const media of body.content) {
    const range = compileMediaRange(media.range);
    if (range === null) {
      const message = `\`${media.range}\` is no media type that can be matched; write \`type/subtype\` or a range such as \`image/*\``;
      issues.push({
        severity: "error",
        code: "openapi.media_type",
        message,
        file: body.place.uri,
        pointer: body.place.pointer,
        line: null,
        column: null,
      });
    } else plans.push(new MediaPlan(range, partsOf(media, body, scope, issues), issues));
  }
  return { plan: new BodyPlan(body, plans), issues };
}

function partsOf(media: MediaType, body: RequestBody, scope: FormScope, issues: Issue[]): BodyParts {
  const { plan, shape } = compilePlace(media.schema, scope, issues);
  const item = media.itemSchema === null ? null : compilePlace(media.itemSchema, scope, issues).plan;
  return { media, scope, plan, shape, itemPlan: item, rule: media.schema ?? body.place };
}
