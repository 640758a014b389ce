/** Products: search, stock, suppliers, and the administrator's changes. */
import { failure, isRecord, jsonBody, reply, type Handler } from "../exchange.ts";

export const listProducts: Handler = (request, shop) =>
  reply(200, { products: shop.catalogue.search(request.query.get("q") ?? "", Number(request.query.get("limit") ?? 20)) });

export const getProduct: Handler = (request, shop) => {
  const product = shop.catalogue.products.get(Number(request.params["productId"]));
  return product === undefined ? failure(404, "no such product") : reply(200, product);
};

/** FLAW (API6): the whole stock may go to one caller, ten pieces at a time and as fast as requests come. */
export const reserveProduct: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const product = shop.catalogue.products.get(Number(request.params["productId"]));
  if (product === undefined) return failure(404, "no such product");
  const quantity = Number(jsonBody(request)["quantity"]);
  if (product.stock < quantity) return failure(409, "sold out");
  product.stock -= quantity;
  return reply(201, { productId: product.id, quantity, left: product.stock });
};

/**
 * FLAWS (API10): what a supplier answers is merged into the product, price included, and its redirects are followed to wherever they lead, with the shop's
 * own user agent.
 */
export const getAvailability: Handler = async (request, shop) => {
  const product = shop.catalogue.products.get(Number(request.params["productId"]));
  if (product === undefined) return failure(404, "no such product");
  const url = `${shop.supplierBase}/${request.query.get("supplier") ?? "acme"}/stock/${product.id}`;
  const response = await fetch(url, { headers: { "user-agent": "shop-internal/1" } });
  const answer: unknown = await response.json();
  if (!response.ok || !isRecord(answer)) return failure(502, "the supplier does not answer");
  Object.assign(product, answer);
  return reply(200, { productId: product.id, ...answer });
};

/** FLAW (API5): no role is asked for. */
export const setPrice: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const product = shop.catalogue.products.get(Number(request.params["productId"]));
  if (product === undefined) return failure(404, "no such product");
  product.priceCents = Number(jsonBody(request)["priceCents"]);
  return reply(200, product);
};

/** FLAW (API5): in no document, left over from a test, open to anyone. */
export const deleteProduct: Handler = (request, shop) => {
  const id = Number(request.params["productId"]);
  return shop.catalogue.remove(id) ? reply(200, { deleted: id }) : failure(404, "no such product");
};
