/** Uploads of pictures and documents: as bytes, or as a form with a file. */
import { createHash, randomUUID } from "node:crypto";
import { posix } from "node:path";
import { gunzipSync } from "node:zlib";
import { failure, reply, type Handler, type ShopRequest } from "../exchange.ts";

interface Part {
  readonly filename: string;
  readonly content: Buffer;
}

/** The first part that has a file name; the shop's own loose reading of RFC 7578. */
function filePart(request: ShopRequest): Part | null {
  const boundary = /boundary="?([^";]+)"?/u.exec(request.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) return null;
  for (const piece of request.body.toString("latin1").split(`--${boundary}`)) {
    const blank = piece.indexOf("\r\n\r\n");
    const filename = /filename="([^"]*)"/u.exec(piece.slice(0, Math.max(0, blank)))?.[1];
    if (filename !== undefined) return { filename, content: Buffer.from(piece.slice(blank + 4, -2), "latin1") };
  }
  return null;
}

/** FLAWS (API4): any size, and gzip is inflated to any size. FLAW (API1): the file name may lead into another customer's folder. */
export const createUpload: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  const isForm = (request.headers["content-type"] ?? "").startsWith("multipart/form-data");
  const id = randomUUID();
  const part = isForm ? filePart(request) : { filename: id, content: request.body };
  if (part === null) return failure(400, "no file in the form");
  const content = request.headers["content-encoding"] === "gzip" ? gunzipSync(part.content) : part.content;
  const path = posix.join("/", request.caller, part.filename);
  shop.uploads.set(path, { id, path, content });
  return reply(201, { id, path, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") });
};

export const getUpload: Handler = (request, shop) => {
  if (request.caller === null) return failure(401, "who are you?");
  for (const upload of shop.uploads.values()) {
    if (upload.id === request.params["uploadId"] && upload.path.startsWith(`/${request.caller}/`)) {
      return { status: 200, headers: { "content-type": "application/octet-stream" }, body: upload.content };
    }
  }
  return failure(404, "no such upload");
};
