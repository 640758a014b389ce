/** What belongs to a connection of HTTP/1.1 and makes a message of HTTP/2 malformed (RFC 9113 section 8.2.2); `te: trailers` in a request is judged where it is read. */
export const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);
