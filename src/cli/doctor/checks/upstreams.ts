/** Upstreams: each name resolves, each address takes a connection, its certificate is accepted, and something there speaks HTTP. */
import { lookup } from "node:dns/promises";
import { createHash, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import net, { isIP } from "node:net";
import tls, { checkServerIdentity, type PeerCertificate, type TLSSocket } from "node:tls";
import { errorCode } from "../../../codec/thrown.ts";
import { NOBODY } from "../../../message/proxy_protocol/proxy_header.ts";
import { writeVersion1, writeVersion2 } from "../../../message/proxy_protocol/write_header.ts";
import { askHttp2, NO_HTTP2 } from "../ask_http2.ts";
import { type Diagnosis, type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";
import { type UpstreamSubject, upstreamsOf } from "../subjects.ts";

const WITHIN_MS = 8_000;
const SOON_DAYS = 14;

export const upstreams: DoctorCheck = {
  name: "upstreams",
  summary: "upstreams: name, connection, certificate, answer to a HEAD of their root",
  withinMs: WITHIN_MS,
  run: async (context, signal) => (await Promise.all(upstreamsOf(context).map((each) => judge(each, signal)))).flat(),
};

async function judge(subject: UpstreamSubject, signal: AbortSignal): Promise<readonly Diagnosis[]> {
  const { key, url } = subject;
  const named = `${key} \`${url.origin}\``;
  const host = hostOf(url);
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  } catch {
    return [failure(`${named}: the name does not resolve`, "check the name and this machine's name server")];
  }
  let pem: Pem;
  try {
    const [ca, cert, clientKey] = await Promise.all([subject.caFile, subject.tls.certFile, subject.tls.keyFile].map(textOf));
    pem = { ...(ca == null ? {} : { ca }), ...(cert == null ? {} : { cert }), ...(clientKey == null ? {} : { key: clientKey }) };
  } catch {
    return [failure(`${named}: a file of its TLS can't be read`, "see the check `certificates`")];
  }
  return await Promise.all(
    addresses.map((address) => ask(addresses.length > 1 ? `${named} at ${address}` : named, subject, address, pem, signal)),
  );
}

interface Pem {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const textOf = async (file: string | null): Promise<string | null> => (file === null ? null : await readFile(file, "utf8"));
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/gu, "");

function ask(
  named: string,
  { url, tls: tlsOptions, proxyProtocol, http2, connectMs }: UpstreamSubject,
  address: string,
  pem: Pem,
  signal: AbortSignal,
): Promise<Diagnosis> {
  return new Promise((resolve) => {
    const secure = url.protocol === "https:";
    const at = { host: address, port: url.port === "" ? (secure ? 443 : 80) : Number(url.port) };
    // Why the name checked is not the address's: that was only chosen to ask each of them.
    const name = tlsOptions.serverName ?? hostOf(url);
    const identity = { servername: isIP(name) === 0 ? name : "", checkServerIdentity: identityOf(name, tlsOptions.pins) };
    const secured = { ...pem, ...identity, minVersion: tlsOptions.minVersion };
    if (http2) {
      askHttp2({ url, ...at, secured: secure ? secured : null, timeoutMs: connectMs, signal }).then(
        ({ status, socket }) => resolve(answered(named, status, secure ? daysLeft(socket) : null)),
        (error: unknown) => resolve(refusal(named, error instanceof Error ? error : new Error("not an error"), "HTTP/2")),
      );
      return;
    }
    const options = {
      method: "HEAD",
      ...at,
      path: url.pathname,
      headers: { host: url.host, connection: "close" },
      ...(proxyProtocol === null ? { agent: false } : { createConnection: () => introduced(proxyProtocol, at, secure ? secured : null) }),
      signal,
      timeout: connectMs,
    } as const;
    const request = secure ? https.request({ ...options, ...secured }) : http.request(options);
    request.on("timeout", () => request.destroy(Object.assign(new Error(`nothing for ${connectMs} ms`), { code: "ETIMEDOUT" })));
    request.on("error", (error) => resolve(refusal(named, error, "HTTP/1.1")));
    request.on("response", (response) => {
      const days = secure ? daysLeft(response.socket) : null;
      response.resume();
      request.destroy();
      const status = response.statusCode ?? 0;
      resolve(status === 400 && proxyProtocol !== null ? notIntroduced(named) : answered(named, status, days));
    });
    request.end();
  });
}

/** A connection that begins with a header of the PROXY protocol, which says that it is the sender's own. `secure`: what TLS is made with, null for none. */
function introduced(version: 1 | 2, at: net.TcpNetConnectOpts, secure: tls.ConnectionOptions | null): net.Socket {
  const socket = net.connect(at);
  socket.write((version === 1 ? writeVersion1 : writeVersion2)({ source: NOBODY, destination: NOBODY }));
  return secure === null ? socket : tls.connect({ ...secure, socket });
}

const NOT_PINNED = "PORTCULLIS_NOT_PINNED";

function identityOf(host: string, pins: readonly string[]): (name: string, certificate: PeerCertificate) => Error | undefined {
  return (_name, certificate) => {
    const fault = checkServerIdentity(host, certificate);
    if (fault !== undefined || pins.length === 0) return fault;
    const key = new X509Certificate(certificate.raw).publicKey.export({ type: "spki", format: "der" });
    const pinned = pins.includes(createHash("sha256").update(key).digest("base64"));
    return pinned ? undefined : Object.assign(new Error("its key is none of the pins"), { code: NOT_PINNED });
  };
}

function daysLeft(socket: http.IncomingMessage["socket"]): number | null {
  if (!isTls(socket)) return null;
  const until = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(until) ? null : Math.floor((until - Date.now()) / 86_400_000);
}

const isTls = (socket: object): socket is TLSSocket => "getPeerCertificate" in socket;

function answered(named: string, status: number, days: number | null): Diagnosis {
  if (status === 502 || status === 503 || status === 504)
    return warning(`${named} answers ${status}`, "what stands there has no working server behind it");
  if (days !== null && days < SOON_DAYS) return warning(`${named} answers; its certificate has ${days} days left`, "renew it");
  return ok(`${named} answers${days === null ? "" : `; its certificate has ${days} days left`}`);
}

/** Servers that do not expect the header take it for a malformed request line. */
const notIntroduced = (named: string): Diagnosis =>
  warning(
    `${named} answers 400 to a connection that begins with the PROXY protocol`,
    "let it expect the PROXY protocol, or leave out `proxy_protocol`",
  );

const UNTRUSTED: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

function refusal(named: string, error: Error, spoken: "HTTP/1.1" | "HTTP/2"): Diagnosis {
  const code = errorCode(error);
  if (UNTRUSTED.has(code))
    return failure(`${named}: its certificate is of nobody that is trusted here`, "name its authority with `upstream.ca`");
  switch (code) {
    case "ECONNREFUSED":
      return failure(`${named}: nothing listens there`, "start the API, or correct `upstream`");
    case "ETIMEDOUT":
      return failure(`${named}: no answer within \`connect_timeout\``, "check address and firewall");
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return failure(`${named}: its certificate names others`, "write the name of its certificate in `upstream`");
    case NO_HTTP2:
      return failure(`${named}: takes connections and speaks no HTTP/2`, "leave out `http2` if HTTP/1.1 will do");
    case NOT_PINNED:
      return failure(
        `${named}: the key of its certificate is none of \`tls.pins\``,
        "if its key was changed on purpose, pin the new one too",
      );
    case "CERT_HAS_EXPIRED":
      return failure(`${named}: its certificate has expired`, "renew it there");
    case "EPROTO":
      return failure(`${named}: no TLS of version 1.2 or later there`, "write `http://` if it has none");
    case "ECONNRESET":
    case "HPE_INVALID_CONSTANT":
      return failure(`${named}: takes connections and does not speak ${spoken} there`, "check the port; write `https://` if it wants TLS");
    default:
      return failure(`${named}: ${code === "" ? error.message : code}`, "check address and firewall");
  }
}
