/** A request said in the words of curl: `-X POST /orders -H 'content-type: application/json' -d '{}'`, to the bytes a client would send. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode } from "../../codec/thrown.ts";
import { UsageError } from "../command.ts";

export interface CurlWords {
  readonly method: string | undefined;
  /** Path with query, or a whole URL. */
  readonly target: string;
  /** `Name: value`, as written. */
  readonly headers: readonly string[];
  /** Parts of the body, joined with `&` as curl does; `@file` is read, from `cwd`. */
  readonly data: readonly string[];
  /** A JSON body: like data, with the media types of JSON. */
  readonly json: readonly string[];
  readonly cwd: string;
  /** `Host` where the target names none. */
  readonly defaultHost: string;
}

/** The request's bytes on an HTTP/1.1 connection. What is written is not made well-formed: an ambiguous request is to be explained too. */
export function requestBytes(words: CurlWords): Uint8Array {
  const { headers } = words;
  const { path, host } = splitTarget(words.target, words.defaultHost);
  const body = bodyOf(words);
  const method = words.method ?? (body === null ? "GET" : "POST");
  const has = (name: string): boolean => headers.some((header) => header.slice(0, header.indexOf(":")).trim().toLowerCase() === name);
  const mediaType = words.json.length > 0 ? "application/json" : "application/x-www-form-urlencoded";
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(has("host") ? [] : [`Host: ${host}`]),
    ...headers,
    ...(words.json.length > 0 && !has("accept") ? ["Accept: application/json"] : []),
    ...(body === null || has("content-type") ? [] : [`Content-Type: ${mediaType}`]),
    ...(body === null || has("content-length") || has("transfer-encoding") ? [] : [`Content-Length: ${body.length}`]),
    "",
    "",
  ];
  const head = Buffer.from(lines.join("\r\n"), "utf8");
  return body === null ? head : Buffer.concat([head, body]);
}

function splitTarget(target: string, defaultHost: string): { readonly path: string; readonly host: string } {
  const scheme = /^https?:\/\//iu.exec(target)?.[0];
  if (scheme === undefined) return { path: target.startsWith("/") || target === "*" ? target : `/${target}`, host: defaultHost };
  const rest = target.slice(scheme.length);
  const slash = rest.search(/[/?]/u);
  if (slash === -1) return { path: "/", host: rest };
  // Why by hand: a URL parser would tidy up the very path that is to be explained.
  return { path: rest.charAt(slash) === "?" ? `/${rest.slice(slash)}` : rest.slice(slash), host: rest.slice(0, slash) };
}

function bodyOf({ data, json, cwd }: CurlWords): Buffer | null {
  if (data.length > 0 && json.length > 0) throw new UsageError("`--data` and `--json` exclude each other");
  if (json.length > 0) return Buffer.concat(json.map((part) => partBytes(part, cwd)));
  if (data.length === 0) return null;
  return Buffer.concat(data.flatMap((part, index) => [...(index === 0 ? [] : [Buffer.from("&")]), partBytes(part, cwd)]));
}

function partBytes(part: string, cwd: string): Buffer {
  if (!part.startsWith("@")) return Buffer.from(part, "utf8");
  try {
    return readFileSync(resolve(cwd, part.slice(1)));
  } catch (error) {
    const code = errorCode(error);
    throw new UsageError(
      `\`${part}\`: ${code === "ENOENT" ? "there is no such file" : `the file can't be read (${code === "" ? "unknown error" : code})`}`,
    );
  }
}
