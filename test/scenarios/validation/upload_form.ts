/** A form with a title and a file as `multipart/form-data`, part by part. */
import type { Call } from "../world.ts";

export function fieldPart(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

export function filePart(fileName: string): string {
  return `--b\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: image/png\r\n\r\nx\r\n`;
}

export function upload(...parts: readonly string[]): Call {
  return { target: "/uploads", fields: { "Content-Type": "multipart/form-data; boundary=b" }, body: `${parts.join("")}--b--\r\n` };
}
