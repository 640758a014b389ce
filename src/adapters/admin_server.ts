/**
 * A small HTTP server for the gateway's own pages, over node:http with its strict parser: few connections, small requests, read whole before they are answered.
 * It knows nothing of what is served; who may ask is the answerer's to decide. Callers' traffic never comes here.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { chmodSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { addressFault, descriptorOf } from "./listener/inherited_sockets.ts";
import { makePrivateFolder } from "./private_file.ts";

export interface AdminRequest {
  readonly method: string;
  /** Request target before `?`, as sent. */
  readonly path: string;
  /** Query parameters in order, decoded; names may repeat. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Every value of a field; `name` lower case. */
  readonly fields: (name: string) => readonly string[];
  readonly body: Uint8Array;
  /** Whether it came over the unix socket, which only the gateway's own user can open. */
  readonly via: "tcp" | "socket";
  readonly scheme: "http" | "https";
}

export interface AdminResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export type AdminAnswer = (request: AdminRequest) => Promise<AdminResponse>;

export interface AdminServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** PEM texts; needed on an address that is not loopback. */
  readonly tls: { readonly cert: string; readonly key: string; readonly minVersion: "1.2" | "1.3" } | null;
  /** Sockets that listen already, instead of those that are opened; null for none. */
  readonly fd?: number | null;
  readonly socketFd?: number | null;
  /** Path of a unix socket to listen on as well, made with mode 0600; null for none. */
  readonly socket: string | null;
  readonly answer: AdminAnswer;
  /** Told of an answer that failed, which the caller sees as 500. */
  readonly onError: (error: unknown) => void;
}

export const MAX_ADMIN_BODY = 16_384;
const MAX_CONNECTIONS = 64;
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  insecureHTTPParser: false,
  requireHostHeader: false,
};

export class AdminServer {
  private readonly options: AdminServerOptions;
  private readonly servers: Server[] = [];

  constructor(options: AdminServerOptions) {
    this.options = options;
  }

  /** Listens on the address and the socket; the port that was chosen. Rejects with the system's error, nothing left open. */
  async listen(): Promise<number> {
    const { host, port, tls, socket } = this.options;
    const fd = this.options.fd ?? null;
    try {
      const server =
        tls === null
          ? createServer(LIMITS)
          : createTlsServer({ ...LIMITS, cert: tls.cert, key: tls.key, minVersion: `TLSv${tls.minVersion}` });
      await this.open(server, fd === null ? { host, port } : { fd }, "tcp", tls === null ? "http" : "https");
      const address: AddressInfo | string | null = server.address();
      const fault = fd === null ? null : addressFault({ host, port }, address);
      if (fault !== null) throw new Error(fault);
      if (socket !== null) await this.openSocket(socket, this.options.socketFd ?? null);
      return typeof address === "object" && address !== null ? address.port : port;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Stops listening and ends every connection; answers under way are given a moment. */
  async close(): Promise<void> {
    await Promise.all(
      this.servers.splice(0).map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeIdleConnections();
            setTimeout(() => server.closeAllConnections(), 1_000).unref();
          }),
      ),
    );
  }

  /** To be handed to a successor, the unix socket last; null where the system has none. */
  descriptors(): readonly (number | null)[] {
    return this.servers.map(descriptorOf);
  }

  /** As `close`, but the unix socket stays where it lies: a successor listens on it. */
  async leave(): Promise<void> {
    const { socket } = this.options;
    const kept = `${socket ?? ""}.${process.pid}`;
    // Why a second name: closing a unix socket removes its file.
    if (socket !== null) {
      rmSync(kept, { force: true });
      linkSync(socket, kept);
    }
    await this.close();
    if (socket !== null) renameSync(kept, socket);
  }

  private async openSocket(path: string, fd: number | null): Promise<void> {
    if (fd !== null) {
      await this.open(createServer(LIMITS), { fd }, "socket", "http");
      return;
    }
    makePrivateFolder(path);
    if (await isStaleSocket(path)) rmSync(path);
    // Why: between bind and chmod anyone could connect; with this mask there is no such moment.
    const mask = process.umask(0o177);
    try {
      await this.open(createServer(LIMITS), { path }, "socket", "http");
      chmodSync(path, 0o600);
    } finally {
      process.umask(mask);
    }
  }

  private open(
    server: Server,
    where: { readonly host: string; readonly port: number } | { readonly path: string } | { readonly fd: number },
    via: AdminRequest["via"],
    scheme: AdminRequest["scheme"],
  ): Promise<void> {
    server.maxConnections = MAX_CONNECTIONS;
    server.on("request", (message, response) => void this.serve(message, response, via, scheme));
    // A request with `Expect: 100-continue` is judged first like any other.
    server.on("checkContinue", (message, response) => {
      response.writeContinue();
      void this.serve(message, response, via, scheme);
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, () => {
        server.off("error", reject);
        server.on("error", this.options.onError);
        this.servers.push(server);
        resolve();
      });
    });
  }

  private async serve(
    message: IncomingMessage,
    response: ServerResponse,
    via: AdminRequest["via"],
    scheme: AdminRequest["scheme"],
  ): Promise<void> {
    response.on("error", this.options.onError);
    let answer: AdminResponse;
    try {
      const body = await readBody(message);
      answer = body === null ? TOO_LARGE : await this.options.answer(toRequest(message, body, via, scheme));
    } catch (error) {
      if (message.socket.destroyed) return;
      this.options.onError(error);
      answer = FAILED;
    }
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    if (answer === TOO_LARGE) response.setHeader("connection", "close");
    response.statusCode = answer.status;
    response.end(message.method === "HEAD" ? "" : answer.body);
  }
}

const PROBLEM = [["content-type", "application/problem+json"]] as const;
const TOO_LARGE: AdminResponse = {
  status: 413,
  headers: PROBLEM,
  body: '{"type":"urn:portcullis:problem:body_too_large","title":"The body is too large","status":413}',
};
const FAILED: AdminResponse = {
  status: 500,
  headers: PROBLEM,
  body: '{"type":"urn:portcullis:problem:internal","title":"Internal error","status":500}',
};

/** The whole body; null when it is over the limit, what follows then unread. */
async function readBody(message: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > MAX_ADMIN_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toRequest(message: IncomingMessage, body: Uint8Array, via: AdminRequest["via"], scheme: AdminRequest["scheme"]): AdminRequest {
  const target = message.url ?? "";
  const mark = target.indexOf("?");
  const fields = message.headersDistinct;
  return {
    method: message.method ?? "",
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? [] : [...new URLSearchParams(target.slice(mark + 1))],
    fields: (name) => (Object.hasOwn(fields, name) ? (fields[name] ?? []) : []),
    body,
    via,
    scheme,
  };
}

/** Whether a socket lies there that nobody listens on any more. Throws when something else lies there, or somebody listens. */
async function isStaleSocket(path: string): Promise<boolean> {
  const about = statSync(path, { throwIfNoEntry: false });
  if (about === undefined) return false;
  if (!about.isSocket()) throw new Error(`\`${path}\` is there and is no socket`);
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
  });
  if (alive) throw new Error(`another process listens on \`${path}\``);
  return true;
}
