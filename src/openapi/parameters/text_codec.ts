/** How the pieces of a serialised value are decoded once they were split, by where they stand. */
import { trimBlanks } from "../../codec/field_syntax.ts";
import { decodePercent } from "../../codec/percent.ts";
import { decodeQueryText } from "../../codec/query.ts";

/** Decodes one piece; null where it is malformed. */
export type DecodePiece = (raw: string) => string | null;

/** Path segments and cookies of style `form`: percent-encoding, nothing else. */
export const decodePathPiece: DecodePiece = (raw) => {
  const decoded = decodePercent(raw);
  return typeof decoded === "string" ? decoded : null;
};

/** Queries and form bodies: percent-encoding, and `+` for a blank. */
export const decodeQueryPiece: DecodePiece = (raw) => {
  const decoded = decodeQueryText(raw);
  return typeof decoded === "string" ? decoded : null;
};

/** Header fields: blanks around list members are no part of them (RFC 9110 section 5.6.1); OpenAPI 3.2 appendix D: no percent-encoding. */
export const trimPiece: DecodePiece = (raw) => trimBlanks(raw);

/** Cookies of style `cookie`: as they are (OpenAPI 3.2 section 4.12.3). */
export const keepPiece: DecodePiece = (raw) => raw;
