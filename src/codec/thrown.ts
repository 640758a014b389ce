/** What was thrown, which may be anything, in words for logs and messages. */

/** The message of an error; of anything else its text. May hold what the thrower wrote: not for callers. */
export function toErrorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of an error of the system or the runtime (`ENOENT`, `ERR_TLS_CERT_ALTNAME_INVALID`); empty for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
