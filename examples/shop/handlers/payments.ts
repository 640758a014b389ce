/** Payments by card. */
import { randomUUID } from "node:crypto";
import { failure, isRecord, jsonBody, reply, type Handler } from "../exchange.ts";
import type { Payment } from "../store.ts";

/** ISO/IEC 7812-1 annex B, the Luhn digit: the only thing this shop's bank asks. */
function isCardNumber(text: string): boolean {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = Number(text[text.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return text.length >= 12 && sum % 10 === 0;
}

/** FLAWS (API6): any amount pays any order, and cards may be tried without end. FLAW (API3): the card comes back, security code included. */
export const createPayment: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const { orderId, amountCents, card } = jsonBody(request);
  const order = shop.orders.get(Number(orderId));
  if (order === undefined || !isRecord(card)) return failure(400, "no such order, or no card");
  const approved = isCardNumber(String(card["number"]));
  const payment: Payment = {
    id: randomUUID(),
    customer: request.caller,
    orderId: order.id,
    amountCents: Number(amountCents),
    approved,
    card,
  };
  shop.payments.set(payment.id, payment);
  if (!approved) return reply(402, { error: "the card was declined" });
  order.status = "paid";
  return reply(201, { ...payment, orderStatus: order.status });
};
