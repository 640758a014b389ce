/** A large body each way, where no guard needs it: how fast, and how much memory the gateway takes for it. */
import http from "node:http";
import { type Row, row } from "../report.ts";
import { grownBytes } from "./memory.ts";

/** As large as the codec lets content be, less room for nothing. */
export const GIB = 1_073_741_824;
const BLOCK = Buffer.alloc(65_536, 0x61);
const ALLOWED_BYTES = 67_108_864;

export async function transferRows(port: number, pid: number, bytes: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [name, transfer] of [
    ["upload", upload],
    ["download", download],
  ] as const) {
    const startMs = performance.now();
    let moved = 0;
    const grown = await grownBytes(
      pid,
      transfer(port, bytes).then((count) => (moved = count)),
    );
    if (moved !== bytes) throw new Error(`${name}: ${moved} of ${bytes} bytes arrived`);
    const seconds = (performance.now() - startMs) / 1_000;
    rows.push(row(name, "allowed", "memory grown", "MB", grown / 1_048_576, ALLOWED_BYTES / 1_048_576));
    process.stderr.write(`${name}: ${(bytes / 1_048_576 / seconds).toFixed(0)} MB/s
`);
  }
  return rows;
}

/** Resolves with the bytes that the upstream says it received. */
function upload(port: number, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-length": bytes, "content-type": "application/octet-stream" };
    const request = http.request({ host: "127.0.0.1", port, path: "/sink", method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(Number(response.headers["x-received"])));
    });
    request.on("error", reject);
    let left = bytes;
    const more = (): void => {
      while (left > 0) {
        const block = left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left);
        left -= block.length;
        if (!request.write(block)) return;
      }
      request.end();
    };
    request.on("drain", more);
    more();
  });
}

function download(port: number, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", port, path: `/bytes/${bytes}` }, (response) => {
        let received = 0;
        response.on("data", (chunk: Buffer) => (received += chunk.length));
        response.on("end", () => resolve(received));
        response.on("error", reject);
      })
      .on("error", reject);
  });
}
