/** `schemes`, `host` and `basePath` (Swagger 2.0, Swagger Object) as `servers`: one for each scheme. */
import type { Located } from "../description.ts";
import { isJsonArray, type JsonObject, member, stringMember } from "../json_value.ts";
import { placeBelow } from "../place.ts";
import type { Conversion } from "./conversion.ts";

const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ws", "wss"]);
/** A name or address with a port perhaps; no scheme, path or template. */
const HOST = /^(?:[^{}/ :\\?#@[\]]{1,255}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/u;
/** Stands for the host where none is written, which is that of the document; only the path counts here. */
const NO_HOST = "host.invalid";

function checkSchemes({ source }: Conversion, { value, place }: Located): readonly string[] {
  const written = member(value, "schemes");
  const schemes: string[] = [];
  for (const [index, scheme] of (isJsonArray(written) ? written : []).entries()) {
    if (typeof scheme !== "string") continue;
    if (SCHEMES.has(scheme)) schemes.push(scheme);
    else
      source.error(
        "openapi.server_url",
        `\`${scheme}\` is no scheme in Swagger 2.0; use ${[...SCHEMES].join(", ")}`,
        placeBelow(place, "schemes", index),
      );
  }
  return schemes;
}

/** Host and path of every server; null where neither is written or one can't be read, which is then said. Call it once. */
export function readAddress({ source }: Conversion, { value, place }: Located): string | null {
  const host = stringMember(value, "host");
  const basePath = stringMember(value, "basePath");
  if (host !== undefined && !HOST.test(host)) {
    const message = "`host` must be a host with a port perhaps, without scheme and path: `api.example.com:8443`";
    source.error("openapi.server_url", message, placeBelow(place, "host"));
    return null;
  }
  if (basePath !== undefined && (!basePath.startsWith("/") || /[{}]/u.test(basePath))) {
    source.error("openapi.server_url", "`basePath` must be a path from `/` on, without templates: `/v1`", placeBelow(place, "basePath"));
    return null;
  }
  return host === undefined && basePath === undefined ? null : `${host ?? NO_HOST}${basePath ?? ""}`;
}

/** The servers of the document (`at` is ""), or of an operation with `schemes` of its own. */
export function toServers(
  conversion: Conversion,
  root: Located,
  owner: Located,
  address: string | null,
  at: string,
): readonly JsonObject[] {
  const schemes = checkSchemes(conversion, owner);
  if (address === null) return [];
  conversion.origins.setWhole(
    `${at}/servers`,
    placeBelow(root.place, stringMember(root.value, "basePath") === undefined ? "host" : "basePath"),
  );
  return (schemes.length === 0 ? ["https"] : schemes).map((scheme) => ({ url: `${scheme}://${address}` }));
}
