/** The header at the beginning of a connection that must have one: version 1 or 2 by their signatures, which no other protocol begins with. */
import { MORE, type ProxyRead, refused } from "./proxy_header.ts";
import { readVersion1, V1_START } from "./version_1.ts";
import { readVersion2, V2_SIGNATURE } from "./version_2.ts";

/** Whether `bytes` begin with `start`, or `start` with them. */
function agrees(bytes: Uint8Array, start: Uint8Array): boolean {
  const length = Math.min(bytes.length, start.length);
  for (let at = 0; at < length; at += 1) if (bytes[at] !== start[at]) return false;
  return true;
}

/** What `bytes`, all that came so far, are. Decided by the first byte that tells; nothing beyond the bounds of a header need be kept. */
export function readProxyHeader(bytes: Uint8Array): ProxyRead {
  if (bytes.length === 0) return MORE;
  for (const [start, read] of [
    [V2_SIGNATURE, readVersion2],
    [V1_START, readVersion1],
  ] as const) {
    if (!agrees(bytes, start)) continue;
    return bytes.length < start.length ? MORE : read(bytes);
  }
  return refused("not_proxied");
}
