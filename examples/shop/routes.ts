/** The shop's ways in: the documented ones, and those that openapi.yaml does not know. */
import type { Handler } from "./exchange.ts";
import { adminListCustomers, getCustomer, getMe, redeemCoupon, updateMe } from "./handlers/customers.ts";
import { debugEnvironment, getManual, health, salesReport } from "./handlers/operations.ts";
import { cancelOrder, createOrder, getOrder, listOrders, listOrdersV0 } from "./handlers/orders.ts";
import { createPayment } from "./handlers/payments.ts";
import { deleteProduct, getAvailability, getProduct, listProducts, reserveProduct, setPrice } from "./handlers/products.ts";
import { createSession } from "./handlers/sessions.ts";
import { createUpload, getUpload } from "./handlers/uploads.ts";
import { createWebhook, internalMetadata } from "./handlers/webhooks.ts";

export interface Route {
  readonly method: string;
  readonly template: string;
  readonly handle: Handler;
  /** Whether openapi.yaml has it. */
  readonly documented: boolean;
}

const documented = (method: string, template: string, handle: Handler): Route => ({ method, template, handle, documented: true });
const forgotten = (method: string, template: string, handle: Handler): Route => ({ method, template, handle, documented: false });

/** Literal segments before `{parameters}` of the same place. */
export const ROUTES: readonly Route[] = [
  documented("GET", "/health", health),
  documented("POST", "/sessions", createSession),
  documented("GET", "/orders", listOrders),
  documented("POST", "/orders", createOrder),
  documented("GET", "/orders/{orderId}", getOrder),
  documented("DELETE", "/orders/{orderId}", cancelOrder),
  documented("GET", "/customers/me", getMe),
  documented("PATCH", "/customers/me", updateMe),
  documented("GET", "/customers/{customerId}", getCustomer),
  documented("GET", "/products", listProducts),
  documented("GET", "/products/{productId}", getProduct),
  documented("POST", "/products/{productId}/reservations", reserveProduct),
  documented("GET", "/products/{productId}/availability", getAvailability),
  documented("POST", "/coupons/{code}/redemptions", redeemCoupon),
  documented("POST", "/payments", createPayment),
  documented("POST", "/uploads", createUpload),
  documented("GET", "/uploads/{uploadId}", getUpload),
  documented("POST", "/webhooks", createWebhook),
  documented("GET", "/manuals/{name}", getManual),
  documented("GET", "/reports/sales", salesReport),
  documented("GET", "/admin/customers", adminListCustomers),
  documented("PUT", "/admin/products/{productId}/price", setPrice),
  forgotten("DELETE", "/products/{productId}", deleteProduct),
  forgotten("GET", "/v0/orders", listOrdersV0),
  forgotten("GET", "/debug/env", debugEnvironment),
  forgotten("GET", "/internal/metadata", internalMetadata),
];

export interface MatchedRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route of that method and path, its parameters percent-decoded; null for none. */
export function matchRoute(method: string, path: string): MatchedRoute | null {
  const segments = path.split("/").map((segment) => decodeURIComponent(segment));
  for (const route of ROUTES) {
    const wanted = route.template.split("/");
    if (route.method !== method || wanted.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((piece, index) => {
      const segment = segments[index] ?? "";
      if (!piece.startsWith("{")) return piece === segment;
      params[piece.slice(1, -1)] = segment;
      return segment !== "";
    });
    if (fits) return { route, params };
  }
  return null;
}
