/** Customers, and the administrator's view of them. */
import { callingCustomer, failure, jsonBody, reply, type Handler } from "../exchange.ts";

/** FLAW (API3): the record as it is stored leaves, PIN and card number included. */
export const getMe: Handler = (request, shop) => {
  const customer = callingCustomer(request, shop);
  return customer === null ? failure(401, "who are you?") : reply(200, customer);
};

/** FLAW (API3): every field that is sent is assigned. */
export const updateMe: Handler = (request, shop) => {
  const customer = callingCustomer(request, shop);
  if (customer === null) return failure(401, "who are you?");
  Object.assign(customer, jsonBody(request));
  return reply(200, customer);
};

/** FLAW (API1, API3): anybody's whole record for anybody who is logged in. */
export const getCustomer: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const customer = shop.customers.get(request.params["customerId"] ?? "");
  return customer === undefined ? failure(404, "no such customer") : reply(200, customer);
};

/** FLAW (API5): logged in is enough; nobody asks for the administrator. */
export const adminListCustomers: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  return reply(200, { customers: [...shop.customers.values()].map(({ id, email, isAdmin }) => ({ id, email, isAdmin })) });
};

/** FLAW (API6): a coupon is worth 5.00 as often as it is sent. */
export const redeemCoupon: Handler = (request, shop) => {
  const customer = callingCustomer(request, shop);
  if (customer === null) return failure(401, "who are you?");
  if (request.params["code"] !== "WELCOME5") return failure(404, "no such coupon");
  customer.creditCents += 500;
  return reply(201, { creditCents: customer.creditCents });
};
