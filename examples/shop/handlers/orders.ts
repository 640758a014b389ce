/** Orders. */
import { failure, isRecord, jsonBody, reply, type Handler } from "../exchange.ts";
import type { Order, OrderItem, Shop } from "../store.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** FLAWS (API3, API6): the caller's own unit price is taken where there is one, and a negative quantity pays the caller. */
function itemOf(raw: unknown, shop: Shop): OrderItem {
  if (!isRecord(raw)) throw new TypeError("an item must be an object");
  const productId = Number(raw["productId"]);
  const product = shop.catalogue.products.get(productId);
  if (product === undefined) throw new TypeError(`there is no product ${productId}`);
  return { productId, quantity: Number(raw["quantity"]), unitPriceCents: Number(raw["unitPriceCents"] ?? product.priceCents) };
}

export const listOrders: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const status = request.query.get("status");
  const mine = [...shop.orders.values()].filter(
    (order) => order.customer === request.caller && (status === null || order.status === status),
  );
  return reply(200, { orders: mine.slice(0, Number(request.query.get("limit") ?? 20)) });
};

/** FLAWS: nesting is measured by recursion (API4); `totalCents` and `status` are the caller's to set (API3). */
export const createOrder: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const body = jsonBody(request);
  depthOf(body);
  if (!Array.isArray(body["items"])) return failure(400, "items are missing");
  const items = body["items"].map((raw: unknown) => itemOf(raw, shop));
  const order: Order = {
    id: Math.max(...shop.orders.keys()) + 1,
    customer: request.caller,
    items,
    totalCents: items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0),
    status: "placed",
    note: "",
    createdAt: new Date().toISOString(),
  };
  const { items: _items, ...rest } = body;
  Object.assign(order, rest);
  shop.orders.set(order.id, order);
  return { status: 201, headers: { location: `/orders/${order.id}` }, body: order };
};

/** FLAW (API1): whose order it is, is not asked. */
export const getOrder: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const order = shop.orders.get(Number(request.params["orderId"]));
  return order === undefined ? failure(404, "no such order") : reply(200, order);
};

/** FLAW (API1): as above, and this one changes it. */
export const cancelOrder: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const order = shop.orders.get(Number(request.params["orderId"]));
  if (order === undefined) return failure(404, "no such order");
  order.status = "cancelled";
  return reply(200, order);
};

/** FLAW (API9): the first version, undocumented and never switched off: everybody's orders for nobody in particular. */
export const listOrdersV0: Handler = (_request, shop) => reply(200, { orders: [...shop.orders.values()] });
