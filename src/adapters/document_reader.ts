/** Reads the files of a description for the pure loader: local files by `file:` URI, remote ones over https, both bounded in size and time. */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { request } from "undici";

const MAX_BYTES = 67_108_864;
const TIMEOUT_MS = 10_000;

/** The `file:` URI of a path. */
export function fileUri(path: string): string {
  return pathToFileURL(path).href;
}

/** Bytes of `uri`. Throws an error whose message names the way out. `online` allows http(s); without it no network is used at all. */
export async function readDocument(uri: string, online: boolean): Promise<Uint8Array> {
  if (uri.startsWith("file:")) {
    const path = fileURLToPath(uri);
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new Error(`the file has ${size} bytes where ${MAX_BYTES} are allowed`);
    return await readFile(path);
  }
  if (!online) throw new Error("it is remote and no network is used here; run with `--online` to load it");
  const response = await request(uri, { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.statusCode !== 200) {
    await response.body.dump();
    throw new Error(`the server answered ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("the body is not bytes");
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`it is larger than the ${MAX_BYTES} bytes allowed`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
