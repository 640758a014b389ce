/** What a shop has besides selling: health, reports, manuals, and what its developers forgot. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { failure, reply, type Handler } from "../exchange.ts";

const HERE = import.meta.dirname;

export const health: Handler = () => reply(200, { status: "ok" });

/** FLAW (API4): one row per day for as many days as are asked for. */
export const salesReport: Handler = (request) => {
  if (request.caller === null) return failure(401, "who are you?");
  const days = Number(request.query.get("days") ?? 30);
  const rows = Array.from({ length: days }, (_, index) => ({
    day: index,
    orders: (index * 7) % 23,
    revenueCents: (index * 7919) % 100_000,
  }));
  return reply(200, { rows });
};

/** FLAW (API8, path traversal): the decoded name is joined to the folder as it is. The demo stops at its own folder, which is bad enough. */
export const getManual: Handler = async (request) => {
  const file = join(HERE, "..", "manuals", request.params["name"] ?? "");
  if (!file.startsWith(join(HERE, ".."))) return failure(404, "no such manual");
  try {
    return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: await readFile(file, "utf8") };
  } catch {
    return failure(404, "no such manual");
  }
};

/** FLAW (API8): left on. It shows what an environment would hold, not this machine's. */
export const debugEnvironment: Handler = (_request, shop) =>
  reply(200, { SHOP_DEBUG: "1", SHOP_BASE: shop.base, SUPPLIER_BASE: shop.supplierBase, DATABASE_PASSWORD: "not-a-real-password" });
