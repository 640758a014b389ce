/** Where an API runs, as the configuration and the command line write it. */

/** The URL, or one lower-case sentence that says why it can't be there. */
export function parseUpstreamUrl(text: string): URL | string {
  const url = URL.parse(text);
  if (url === null && /^https?:\/\//iu.test(text)) return "the URL's host or port can't be right; a port is at most 65535";
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return "expected an `http://` or `https://` URL";
  if (url.username !== "" || url.password !== "") return "credentials do not belong in the upstream's URL; use a request header rule";
  return url.search !== "" || url.hash !== "" ? "the upstream's URL may have a path, but no query and no fragment" : url;
}
