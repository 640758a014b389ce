/** What the shop knows, in memory and gone when it stops: customers, orders, payments, uploads, webhooks. Card numbers are the networks' test numbers. */
import { Catalogue } from "./catalogue.ts";

export interface Customer {
  readonly id: string;
  email: string;
  displayName: string;
  /** What `POST /sessions` asks for. */
  pin: string;
  cardNumber: string;
  internalNote: string;
  isAdmin: boolean;
  creditCents: number;
}

export interface OrderItem {
  readonly productId: number;
  readonly quantity: number;
  readonly unitPriceCents: number;
}

export interface Order {
  readonly id: number;
  readonly customer: string;
  readonly items: readonly OrderItem[];
  totalCents: number;
  status: string;
  note: string;
  readonly createdAt: string;
}

export interface Payment {
  readonly id: string;
  readonly customer: string;
  readonly orderId: number;
  readonly amountCents: number;
  readonly approved: boolean;
  readonly card: unknown;
}

interface Upload {
  readonly id: string;
  readonly path: string;
  readonly content: Buffer;
}

export interface Shop {
  readonly customers: Map<string, Customer>;
  readonly orders: Map<number, Order>;
  readonly payments: Map<string, Payment>;
  /** By path, `/customer/file`. */
  readonly uploads: Map<string, Upload>;
  readonly catalogue: Catalogue;
  /** Base URL of the shop itself, set once it listens. */
  base: string;
  /** Base URL of the suppliers that the shop asks for stock. */
  supplierBase: string;
}

function customer(id: string, pin: string, cardNumber: string, isAdmin = false): Customer {
  return {
    id,
    email: `${id}@shop.example`,
    displayName: id.charAt(0).toUpperCase() + id.slice(1),
    pin,
    cardNumber,
    internalNote: `risk score of ${id}: 17`,
    isAdmin,
    creditCents: 0,
  };
}

function order(id: number, owner: string, productId: number, quantity: number, unitPriceCents: number, note: string): Order {
  return {
    id,
    customer: owner,
    items: [{ productId, quantity, unitPriceCents }],
    totalCents: quantity * unitPriceCents,
    status: "placed",
    note,
    createdAt: `2026-01-0${id}T09:00:00Z`,
  };
}

/** A shop as it opens: alice has the orders 1 to 3, bob 4 and 5. */
export function openShop(): Shop {
  const customers = [
    customer("alice", "4711", "4111111111111111"),
    customer("bob", "0037", "5555555555554444"),
    customer("admin", "9034", "378282246310005", true),
  ];
  const orders = [
    order(1, "alice", 1, 1, 2900, "leave it at the door"),
    order(2, "alice", 3, 6, 900, "a present"),
    order(3, "alice", 2, 1, 4900, ""),
    order(4, "bob", 1, 2, 2900, "for 12 Privet Road, the key is under the mat"),
    order(5, "bob", 3, 4, 900, ""),
  ];
  return {
    customers: new Map(customers.map((one) => [one.id, one])),
    orders: new Map(orders.map((one) => [one.id, one])),
    payments: new Map(),
    uploads: new Map([
      ["/bob/portrait.png", { id: "0b0b0b0b-0000-4000-8000-000000000001", path: "/bob/portrait.png", content: Buffer.from("bob") }],
    ]),
    catalogue: new Catalogue(customers),
    base: "",
    supplierBase: "",
  };
}
