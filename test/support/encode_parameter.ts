/** Writes values as parameters, style by style, as a client does (RFC 6570; OpenAPI 3.2 section 4.12.6): the other direction of the decoders, for round trips. */
import type { Parameter } from "../../src/openapi/operation.ts";

export type PlainValue = string | readonly string[] | Readonly<Record<string, string>>;

type Style = Pick<Parameter, "name" | "style" | "explode" | "in">;

const isList = (value: PlainValue): value is readonly string[] => Array.isArray(value);

/** Only unreserved characters stay. */
const strict = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

export function encodeParameter({ name, style, explode, in: where }: Style, value: PlainValue): string {
  const raw = where === "header" || style === "cookie";
  // A dot is unreserved, and yet label's delimiter.
  const encode = raw
    ? (text: string): string => text
    : (text: string): string => (style === "label" ? strict(text).replaceAll(".", "%2E") : strict(text));
  const pairs =
    typeof value === "string" || isList(value) ? [] : Object.entries(value).map(([key, text]) => [encode(key), encode(text)] as const);
  const texts =
    typeof value === "string"
      ? [encode(value)]
      : isList(value)
        ? value.map(encode)
        : explode
          ? pairs.map((pair) => pair.join("="))
          : pairs.flat();
  const isMap = pairs.length > 0;
  switch (style) {
    case "simple":
      return texts.join(",");
    case "label":
      return `.${texts.join(explode ? "." : ",")}`;
    case "matrix":
      if (!explode) return `;${name}=${texts.join(",")}`;
      return texts.map((text) => (isMap ? `;${text}` : `;${name}=${text}`)).join("");
    case "form":
    case "cookie": {
      const between = style === "cookie" ? "; " : "&";
      if (!explode) return `${name}=${texts.join(",")}`;
      return texts.map((text) => (isMap ? text : `${name}=${text}`)).join(between);
    }
    case "spaceDelimited":
      return `${name}=${texts.join("%20")}`;
    case "pipeDelimited":
      return `${name}=${texts.join("%7C")}`;
    case "deepObject":
      return pairs.map(([key, text]) => `${name}%5B${key}%5D=${text}`).join("&");
    default:
      throw new Error("no such style");
  }
}
