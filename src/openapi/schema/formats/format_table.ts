/** Every format that is asserted, by the name in a schema. A format that is not here only describes. */
import { compareNumbers, isIntegral } from "../../../codec/json/decimal.ts";
import { JsonNumber } from "../../../codec/json/json_value.ts";
import { isDate, isDateTime, isDuration, isTime } from "./date_time.ts";
import { isBase64, isJsonPointer, isPattern, isRelativeJsonPointer, isUuid } from "./encoded.ts";
import { isEmail, isHostname, isIpv4, isIpv6 } from "./internet.ts";
import { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "./uri.ts";

/** A scanner: whether the whole text has the format. Linear, no state. */
export type StringFormat = (text: string) => boolean;
export type NumberFormat = (number: number | JsonNumber) => boolean;

/** `binary` and `password` are missing on purpose: any text has them (OpenAPI 3.0.3 section 4.4). */
export const STRING_FORMATS: ReadonlyMap<string, StringFormat> = new Map<string, StringFormat>([
  ["date", isDate],
  ["time", isTime],
  ["date-time", isDateTime],
  ["duration", isDuration],
  ["email", isEmail],
  ["hostname", isHostname],
  ["ipv4", isIpv4],
  ["ipv6", isIpv6],
  ["uri", isUri],
  ["uri-reference", isUriReference],
  ["iri", isIri],
  ["iri-reference", isIriReference],
  ["uri-template", isUriTemplate],
  ["uuid", isUuid],
  ["byte", isBase64],
  ["json-pointer", isJsonPointer],
  ["relative-json-pointer", isRelativeJsonPointer],
  ["regex", isPattern],
]);

/** Steps per character where a format costs more than one: `regex` builds the sets of the classes it reads. */
export const FORMAT_STEPS: ReadonlyMap<string, number> = new Map([["regex", 200]]);

const between =
  (low: number | JsonNumber, high: number | JsonNumber): NumberFormat =>
  (number) =>
    isIntegral(number) && compareNumbers(number, low) >= 0 && compareNumbers(number, high) <= 0;

const exact = (text: string): JsonNumber => new JsonNumber(text, Number(text));
const MAX_FLOAT = 3.4028234663852886e38;

/** Formats of OpenAPI's registry for numbers, exact beyond the doubles. */
export const NUMBER_FORMATS: ReadonlyMap<string, NumberFormat> = new Map<string, NumberFormat>([
  ["int8", between(-128, 127)],
  ["int16", between(-32_768, 32_767)],
  ["int32", between(-2_147_483_648, 2_147_483_647)],
  ["int64", between(exact("-9223372036854775808"), exact("9223372036854775807"))],
  ["uint8", between(0, 255)],
  ["uint16", between(0, 65_535)],
  ["uint32", between(0, 4_294_967_295)],
  ["uint64", between(0, exact("18446744073709551615"))],
  ["float", (number) => Math.abs(number instanceof JsonNumber ? number.value : number) <= MAX_FLOAT],
  ["double", (number) => Number.isFinite(number instanceof JsonNumber ? number.value : number)],
]);
