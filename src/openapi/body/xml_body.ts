/** XML bodies (`application/xml`, `text/xml`, `+xml`; RFC 7303). */
import { toShownToken } from "../../codec/json/json_pointer.ts";
import { DEFAULT_XML_LIMITS, parseXml, type XmlLimits } from "../../codec/xml.ts";
import type { Judgement } from "../judgement.ts";
import { ParameterFault } from "../parameters/parameter_fault.ts";
import { addJsonRefusal, bodyPlace, type BodyParts, type JudgeBody, judgeInstance } from "./body_parts.ts";
import { XmlInstances } from "./xml_instance.ts";

/** Refused faults that are a limit or an attack are told apart by their code alone; all are malformed to us. */
const MESSAGES: Readonly<Record<string, string>> = {
  document_type: "has a document type declaration, which is not allowed",
  entity: "has an entity other than the five of XML, or a bad character reference",
  instruction: "has a processing instruction, which is not allowed",
  encoding: "is not UTF-8, or says so",
  too_deep: "has elements nested deeper than the limit",
  too_many: "has more elements or attributes than the limit",
  comment: "has a comment inside text, which readers join differently",
  mixed: "has text beside elements",
};

export function compileXmlBody(parts: BodyParts): JudgeBody {
  const judge = compileXmlValue(parts);
  return (bytes, _media, judgement) => {
    const value = judge(bytes, judgement, "");
    if (value !== undefined) judgeInstance(value, parts.plan, judgement);
  };
}

/** Decodes XML to an instance; undefined after saying why there is none. */
export function compileXmlValue({
  scope,
  shape,
  rule,
}: Pick<BodyParts, "scope" | "shape" | "rule">): (
  bytes: Uint8Array,
  judgement: Judgement,
  prefix: string,
) => Exclude<ReturnType<XmlInstances["read"]>, ParameterFault> | undefined {
  const instances = new XmlInstances(scope.reader);
  const limits: XmlLimits = { ...DEFAULT_XML_LIMITS, maxDepth: Math.min(scope.json.maxDepth, DEFAULT_XML_LIMITS.maxDepth) };
  return (bytes, judgement, prefix) => {
    if (bytes.length > scope.json.maxBytes) {
      addJsonRefusal(
        { code: "json.too_large", message: "the XML is over the size limit", offset: 0, pointer: "" },
        judgement,
        rule,
        prefix,
      );
      return undefined;
    }
    const root = parseXml(bytes, limits, judgement.budget);
    if ("refused" in root) {
      const severity = root.refused === "budget" ? "exhausted" : "malformed";
      const message = `${MESSAGES[root.refused] ?? "is not well-formed XML"}, at character ${root.offset}`;
      judgement.add(severity, `xml.${root.refused}`, bodyPlace(prefix), message, rule);
      return undefined;
    }
    const value = instances.read(root, shape, judgement.budget);
    if (!(value instanceof ParameterFault)) return value;
    const pointer = value.path.map((step) => `/${toShownToken(String(step))}`).join("");
    judgement.add("malformed", value.code, bodyPlace(prefix + pointer), value.message, rule);
    return undefined;
  };
}
