/** The protocol version in a start line (RFC 9112 section 2.3): exactly `HTTP/1.1` or `HTTP/1.0`, upper case, one digit each. */

/** Bytes of a version. */
export const VERSION_BYTES = 8;

const PREFIX = "HTTP/";

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Minor version of the eight bytes at `at`, or why there is none: another well-formed version (HTTP/2's preface too) is unsupported, anything else malformed. */
export function minorVersionAt(bytes: Uint8Array, at: number): 0 | 1 | "version_unsupported" | "version_malformed" {
  for (let index = 0; index < PREFIX.length; index += 1) if (bytes[at + index] !== PREFIX.charCodeAt(index)) return "version_malformed";
  const major = bytes[at + 5] ?? 0;
  const minor = bytes[at + 7] ?? 0;
  if (!isDigit(major) || bytes[at + 6] !== 0x2e || !isDigit(minor)) return "version_malformed";
  if (major !== 0x31 || minor > 0x31) return "version_unsupported";
  return minor === 0x31 ? 1 : 0;
}
