/** A property of a multipart form compiled: how its parts are decoded (OpenAPI 3.2 section 4.15; RFC 7578 section 4.4). */
import { type JsonValue } from "../../codec/json/json_value.ts";
import { parseJson } from "../../codec/json/parse_json.ts";
import type { MultipartPart } from "../../codec/multipart.ts";
import { decodeUtf8 } from "../../codec/utf8.ts";
import type { Issue } from "../../kernel/issue.ts";
import { latin1Text } from "../../message/latin1.ts";
import {
  compileMediaRange,
  isUtf8Charset,
  matchMediaRange,
  type MediaRange,
  type MediaTypeValue,
  parseMediaType,
} from "../../message/media_type.ts";
import type { Judgement } from "../judgement.ts";
import type { Encoding, SchemaPlace } from "../operation.ts";
import { compileParameter, type ParameterPlan } from "../parameters/compile_parameter.ts";
import type { FormScope } from "../parameters/form_fields.ts";
import { ParameterFault } from "../parameters/parameter_fault.ts";
import { placeInside } from "../parameters/parameter_place.ts";
import type { ValueShape } from "../parameters/value_shape.ts";
import { STRING } from "../parameters/value_types.ts";
import { addJsonRefusal, bodyPlace } from "./body_parts.ts";
import { mediaKindOf } from "./media_kind.ts";
import { compileXmlValue } from "./xml_body.ts";

/** A decoded part; undefined where it stands for nothing, or after it was said why it can't be decoded. */
type PartValue = JsonValue | undefined;

const PLAIN: MediaTypeValue = { type: "text", subtype: "plain", essence: "text/plain", parameters: new Map() };
/** Headers of a part that other rules own (OpenAPI 3.2 section 4.15.1.1; RFC 7578 section 4.2). */
const OWNED: ReadonlySet<string> = new Set(["content-type", "content-disposition", "content-transfer-encoding"]);

export class MultipartField {
  /** Whether each part is an item. */
  readonly repeats: boolean;
  private readonly shape: ValueShape;
  /** Of the shape, worked out once: bytes, a string of any kind, an object and nothing that is written as text. */
  private readonly isBinary: boolean;
  private readonly takesAnyString: boolean;
  private readonly isObject: boolean;
  private readonly ranges: readonly MediaRange[] | null;
  private readonly headers: readonly { readonly name: string; readonly plan: ParameterPlan }[];
  private readonly scope: FormScope;
  private readonly rule: SchemaPlace;
  private readonly xml: ReturnType<typeof compileXmlValue>;

  constructor(shape: ValueShape, encoding: Encoding | null, scope: FormScope, rule: SchemaPlace, issues: Issue[]) {
    this.repeats = shape.isArray && !shape.isObject && !shape.isScalar;
    this.shape = this.repeats ? shape.item(0) : shape;
    this.isBinary = this.shape.isBinary;
    this.takesAnyString = this.shape.takesAnyString;
    this.isObject = this.shape.isObject && (this.shape.types & STRING) === 0;
    this.ranges = encoding?.contentType?.map(compileMediaRange).filter((range) => range !== null) ?? null;
    this.scope = scope;
    this.rule = rule;
    this.xml = compileXmlValue({ scope, shape: this.shape, rule });
    this.headers = [...(encoding?.headers ?? [])]
      .filter(([name]) => !OWNED.has(name.toLowerCase()))
      .map(([name, header]) => {
        const compiled = compileParameter(header, scope);
        issues.push(...compiled.issues);
        return { name: name.toLowerCase(), plan: compiled.plan };
      });
  }

  /** Decodes one part whose value will stand at `pointer`. */
  read(part: MultipartPart, pointer: string, judgement: Judgement): PartValue {
    this.judgeHeaders(part, pointer, judgement);
    // A file input without a file (HTML 4.10.22.4): no value, to every server.
    if (part.filename === "" && part.bytes.length === 0 && this.isBinary) return undefined;
    const media = this.mediaOf(part, pointer, judgement);
    if (media === null) return undefined;
    if (this.isBinary) return this.octets(part, judgement);
    const kind = mediaKindOf(media);
    if (kind === "json") return this.json(part, pointer, judgement);
    if (kind === "xml" && this.ranges !== null) return this.xml(part.bytes, judgement, pointer);
    // Without a type of its own a part is text/plain; where only JSON can be meant it is read as that.
    if (this.isObject && this.ranges === null && media.essence === "text/plain") return this.json(part, pointer, judgement);
    if (kind === "text" && !this.isObject) return this.text(part, pointer, judgement);
    if (this.ranges !== null && (this.shape.types & STRING) !== 0) return this.octets(part, judgement);
    judgement.add(
      "unsupported",
      "multipart.media_type",
      bodyPlace(pointer),
      "is a part of a media type that is not declared for it",
      this.rule,
    );
    return undefined;
  }

  private judgeHeaders(part: MultipartPart, pointer: string, judgement: Judgement): void {
    if (this.headers.length === 0) return;
    const inner = judgement.below((place) => `${bodyPlace(pointer)}:${place}`);
    for (const { name, plan } of this.headers) {
      const value = part.headers.get(name);
      if (value === undefined) plan.judgeAbsence(inner);
      else plan.judgeHeaders([value], inner);
    }
  }

  /** The type the part is read as, held to the encoding's list where there is one. */
  private mediaOf(part: MultipartPart, pointer: string, judgement: Judgement): MediaTypeValue | null {
    const place = bodyPlace(pointer);
    const media = part.contentType === null ? this.assumed() : parseMediaType(part.contentType);
    if (media === null) {
      judgement.add("malformed", "multipart.content_type", place, "is a part whose Content-Type is malformed", this.rule);
      return null;
    }
    if (this.ranges !== null && matchMediaRange(this.ranges, media) < 0) {
      judgement.add("unsupported", "multipart.media_type", place, "is a part of a media type that is not declared for it", this.rule);
      return null;
    }
    if (!this.isBinary && !isUtf8Charset(media)) {
      judgement.add("unsupported", "multipart.charset", place, "is a part in another charset than UTF-8", this.rule);
      return null;
    }
    return media;
  }

  /** The only declared type where that is JSON or text; clients often leave it out for fields that are no files. */
  private assumed(): MediaTypeValue {
    const [only, second] = this.ranges ?? [];
    const media = only === undefined || second !== undefined ? null : parseMediaType(only.text);
    const kind = media === null ? "opaque" : mediaKindOf(media);
    return media !== null && (kind === "json" || kind === "text") ? media : PLAIN;
  }

  private json(part: MultipartPart, pointer: string, judgement: Judgement): PartValue {
    const parsed = parseJson(part.bytes, this.scope.json, judgement.budget);
    if (parsed.ok) return parsed.value;
    addJsonRefusal(parsed.refusal, judgement, this.rule, pointer);
    return undefined;
  }

  private text(part: MultipartPart, pointer: string, judgement: Judgement): PartValue {
    const place = bodyPlace(pointer);
    if (part.filename !== null && this.ranges === null) {
      // Why: form parsers hand parts with a file name on as files, not among the fields.
      judgement.add("malformed", "multipart.filename", place, "is a file where a value must be", this.rule);
      return undefined;
    }
    const text = decodeUtf8(part.bytes);
    if (text === null) {
      judgement.add("malformed", "text.encoding", place, "is not valid UTF-8", this.rule);
      return undefined;
    }
    const value = this.scope.reader.scalar(text, this.shape, judgement.budget);
    if (!(value instanceof ParameterFault)) return value;
    judgement.add("malformed", value.code, placeInside(place, value.path), value.message, this.rule);
    return undefined;
  }

  /** Octets as a string, made only where their number or form is judged. */
  private octets(part: MultipartPart, judgement: Judgement): PartValue {
    if (this.takesAnyString) return "";
    judgement.budget.spend(part.bytes.length);
    return latin1Text(part.bytes, 0, part.bytes.length);
  }
}
