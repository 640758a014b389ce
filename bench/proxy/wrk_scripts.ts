/** The two workloads as wrk scripts: what a browser sends with a GET of three parameters, and a POST of 1 KB JSON in 37 leaves. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const BROWSER: Readonly<Record<string, string>> = {
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  Accept: "application/json, text/plain, */*",
  "Accept-Language": "en-US,en;q=0.9,de;q=0.8",
  "Accept-Encoding": "gzip, deflate, br, zstd",
  Referer: "http://127.0.0.1/app/orders",
  "Sec-Fetch-Dest": "empty",
  "Sec-Fetch-Mode": "cors",
  "Sec-Fetch-Site": "same-origin",
  "Sec-Ch-Ua-Platform": '"Linux"',
};

/** 1 KB, 37 leaves: 5 of its own and 4 in each of 8 items. */
export function orderBody(): string {
  const items = Array.from({ length: 8 }, (_, index) => ({
    sku: `SKU-${1000 + index}`,
    name: `A product of the catalogue, number ${index}, in its usual packaging`,
    quantity: index + 1,
    price: 9.5 + index,
  }));
  return JSON.stringify({
    customer: "0f8fad5b-d9cb-469f-a165-70867728950e",
    note: "please leave it at the door, ring twice",
    express: false,
    currency: "EUR",
    placed: "2026-01-31T12:00:00Z",
    items,
  });
}

export interface Scripts {
  readonly get: string;
  readonly post: string;
}

export function writeScripts(folder: string, token: string): Scripts {
  const headers = Object.entries({ ...BROWSER, Authorization: `Bearer ${token}` })
    .map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`)
    .join("\n");
  const get = join(folder, "get.lua");
  writeFileSync(get, `wrk.method = "GET"\nwrk.path = "/orders?limit=20&status=paid&sort=placed"\n${headers}\n`);
  const post = join(folder, "post.lua");
  writeFileSync(
    post,
    `wrk.method = "POST"\nwrk.path = "/orders"\n${headers}\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = ${JSON.stringify(orderBody())}\n`,
  );
  return { get, post };
}
