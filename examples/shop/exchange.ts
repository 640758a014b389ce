/** A request and a reply as the shop's handlers see them. */
import type { Customer, Shop } from "./store.ts";

export interface ShopRequest {
  readonly method: string;
  /** Decoded values of the template's `{names}`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Who the shop believes is calling; null for nobody. */
  readonly caller: string | null;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes and text go as they are, anything else as JSON. */
  readonly body: unknown;
}

export type Handler = (request: ShopRequest, shop: Shop) => Reply | Promise<Reply>;

export const reply = (status: number, body: unknown): Reply => ({ status, body });
export const failure = (status: number, error: string): Reply => ({ status, body: { error } });

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body as a JSON object; throws what JSON.parse throws. */
export function jsonBody(request: ShopRequest): Record<string, unknown> {
  const value: unknown = JSON.parse(request.body.toString("utf8"));
  if (!isRecord(value)) throw new TypeError("the body must be a JSON object");
  return value;
}

/** The calling customer's record, or null for nobody and for callers who are no customers. */
export function callingCustomer(request: ShopRequest, shop: Shop): Customer | null {
  return request.caller === null ? null : (shop.customers.get(request.caller) ?? null);
}
