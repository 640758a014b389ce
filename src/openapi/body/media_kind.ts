/** How a body of a media type is decoded before it is held to its schema. */
import { isJsonMediaType, isXmlMediaType, type MediaTypeValue } from "../../message/media_type.ts";

/** `lines`, `records`: one JSON text per line, or per RS...LF (RFC 7464). `opaque`: bytes that no schema speaks about beyond their number. */
export type MediaKind = "json" | "lines" | "records" | "form" | "multipart" | "xml" | "text" | "opaque";

const BY_ESSENCE: ReadonlyMap<string, MediaKind> = new Map<string, MediaKind>([
  ["application/x-www-form-urlencoded", "form"],
  ["multipart/form-data", "multipart"],
  ["application/jsonl", "lines"],
  ["application/x-ndjson", "lines"],
  ["application/ndjson", "lines"],
  ["application/x-jsonlines", "lines"],
  ["application/json-lines", "lines"],
  ["application/json-seq", "records"],
]);

/** The kind by type and subtype, structured suffixes included (RFC 6839): `+json`, `+xml`, `+json-seq`. */
export function mediaKindOf(media: MediaTypeValue): MediaKind {
  const known = BY_ESSENCE.get(media.essence);
  if (known !== undefined) return known;
  if (isJsonMediaType(media)) return "json";
  if (media.subtype.endsWith("+json-seq")) return "records";
  if (isXmlMediaType(media)) return "xml";
  return media.type === "text" ? "text" : "opaque";
}
