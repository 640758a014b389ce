/** Webhooks: the shop calls a customer's URL when something happens to an order, and once at once to see that it answers. */
import { randomUUID } from "node:crypto";
import { failure, jsonBody, reply, type Handler } from "../exchange.ts";

/** Not a protection but manners: the demo calls nobody outside this machine, so only the loopback is fetched. */
const REACHABLE: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** FLAW (API7): any URL is fetched from inside, with the shop's own user agent, and the answer is shown to the caller. */
export const createWebhook: Handler = async (request) => {
  if (request.caller === null) return failure(401, "who are you?");
  const { url, event } = jsonBody(request);
  const target = new URL(String(url));
  if (!REACHABLE.has(target.hostname)) return reply(201, { id: randomUUID(), url, event, delivery: null });
  const response = await fetch(target, { headers: { "user-agent": "shop-internal/1" } });
  return reply(201, { id: randomUUID(), url, event, delivery: { status: response.status, body: await response.text() } });
};

/** What stands where a cloud's metadata service would: for callers inside only, told by their user agent. */
export const internalMetadata: Handler = (request) => {
  if (!(request.headers["user-agent"] ?? "").startsWith("shop-internal/")) return failure(403, "internal callers only");
  return reply(200, { role: "shop-internal", key: "not-a-real-key-from-the-metadata-service" });
};
