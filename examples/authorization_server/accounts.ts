/** Who may log in at the demo's authorization server, and what each may be granted. The passwords are the demo's: published, and worth nothing. */

/** The resource indicator (RFC 8707) and the audience of access tokens for the shop. */
export const SHOP_RESOURCE = "https://shop.example";

/** Another API of the same issuer: its tokens are well signed and must not open the shop. */
export const WAREHOUSE_RESOURCE = "https://warehouse.example";

/** A resource whose access tokens are opaque, so that only introspection (RFC 7662) can tell what they are. */
export const OPAQUE_RESOURCE = "https://opaque.shop.example";

/** Scopes every customer may be granted. */
export const CUSTOMER_SCOPES: readonly string[] = [
  "products:read",
  "orders:read",
  "orders:write",
  "customers:read",
  "customers:write",
  "payments:write",
  "uploads:write",
  "webhooks:write",
];

/** Scopes only the administrator may be granted. */
const ADMIN_SCOPES: readonly string[] = ["products:write", "reports:read", "admin"];

/** Every scope of the shop, as the resource server declares them. */
export const SHOP_SCOPES: readonly string[] = [...CUSTOMER_SCOPES, ...ADMIN_SCOPES];

export interface Account {
  /** Name typed into the form and `sub` of the tokens. */
  readonly name: string;
  readonly password: string;
  readonly email: string;
  readonly scopes: readonly string[];
}

const ACCOUNTS: readonly Account[] = [
  { name: "alice", password: "alice-demo", email: "alice@shop.example", scopes: CUSTOMER_SCOPES },
  { name: "bob", password: "bob-demo", email: "bob@shop.example", scopes: CUSTOMER_SCOPES },
  { name: "admin", password: "admin-demo", email: "admin@shop.example", scopes: SHOP_SCOPES },
];

/** Names of all accounts, in the order they are listed. */
export const ACCOUNT_NAMES: readonly string[] = ACCOUNTS.map((account) => account.name);

/** The account of that name, or null. */
export function findAccount(name: string): Account | null {
  return ACCOUNTS.find((account) => account.name === name) ?? null;
}

/** The account whose name and password these are, or null without saying which of the two was wrong. */
export function checkPassword(name: string, password: string): Account | null {
  const account = findAccount(name);
  return account !== null && account.password === password ? account : null;
}
