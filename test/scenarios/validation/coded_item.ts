/** An item whose body has a content coding, and the twin of every attack on that: one gzip member, which the upstream gets decoded. */
import { gzipSync } from "node:zlib";
import type { Twin } from "../scenario.ts";
import type { Call, World } from "../world.ts";

export function codedItem(body: string | Uint8Array, coding: string = "gzip"): Call {
  return { target: "/items", fields: { "Content-Type": "application/json", "Content-Encoding": coding }, body };
}

export function gzippedItem(world: World): Promise<Twin> {
  const item = '{"name":"cup"}';
  return world.twin(codedItem(gzipSync(item)), { body: item });
}
