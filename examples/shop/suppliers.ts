/** Three suppliers that the shop asks for stock: an honest one, one that sends more than it was asked for, and one that redirects to where it likes. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Shop } from "./store.ts";

/** Answers `GET /{supplier}/stock/{productId}`: acme honestly, initech with a price of its own, globex with a way into the shop. */
export function answerSupplier(shop: Shop, request: IncomingMessage, response: ServerResponse): void {
  const [, supplier] = (request.url ?? "/").split("/");
  if (supplier === "globex") {
    response.writeHead(302, { location: `${shop.base}/internal/metadata` }).end();
    return;
  }
  const stock = supplier === "initech" ? { stock: 3, priceCents: 1 } : { stock: 12 };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(stock));
}
