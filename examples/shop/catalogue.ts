/** The products, and their search in SQL: a real SQLite in memory, so that the injection is a real one. */
import { DatabaseSync } from "node:sqlite";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  priceCents: number;
  stock: number;
}

const SEED: readonly (readonly [id: number, name: string, category: string, priceCents: number, stock: number])[] = [
  [1, "teapot", "tea", 2900, 40],
  [2, "kettle", "kitchen", 4900, 25],
  [3, "cup", "tea", 900, 300],
  [4, "saucer, limited edition", "tea", 1900, 200],
  [5, "spoon, limited edition", "tea", 1500, 200],
  [6, "coffee mill", "coffee", 6900, 12],
  [7, "coffee filter", "coffee", 300, 500],
  [8, "sugar bowl", "tea", 1200, 30],
  [9, "milk jug", "tea", 1400, 30],
  [10, "tea strainer", "tea", 700, 60],
  [11, "egg timer", "kitchen", 800, 15],
];

export class Catalogue {
  readonly products: Map<number, Product> = new Map();
  private readonly database = new DatabaseSync(":memory:");

  constructor(customers: Iterable<{ readonly email: string; readonly pin: string }>) {
    this.database.exec("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, category TEXT)");
    this.database.exec("CREATE TABLE customers (email TEXT, pin TEXT)");
    for (const [id, name, category, priceCents, stock] of SEED) this.add({ id, name, category, priceCents, stock });
    const insert = this.database.prepare("INSERT INTO customers VALUES (?, ?)");
    for (const { email, pin } of customers) insert.run(email, pin);
  }

  add(product: Product): void {
    this.products.set(product.id, product);
    this.database.prepare("INSERT INTO products VALUES (?, ?, ?)").run(product.id, product.name, product.category);
  }

  remove(id: number): boolean {
    this.database.prepare("DELETE FROM products WHERE id = ?").run(id);
    return this.products.delete(id);
  }

  /** Rows whose name contains `text`. FLAW (injection): `text` becomes part of the statement. */
  search(text: string, limit: number): readonly unknown[] {
    return this.database.prepare(`SELECT id, name, category FROM products WHERE name LIKE '%${text}%' LIMIT ${limit}`).all();
  }

  close(): void {
    this.database.close();
  }
}
