/** A client that sends exactly the bytes a test says and reads answers with a small parser of its own, so that nothing of the code under test vouches for itself. */
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names; values in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The content, chunks put together; latin1 text. */
  readonly body: string;
  /** Whether the connection's end delimited the content. */
  readonly untilClose: boolean;
}

export interface RawClientOptions {
  /** Source address; every address of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string;
  readonly tls?: tls.ConnectionOptions;
}

/** Longest wait for bytes that a right gateway sends at once. */
const PATIENCE_MS = 10_000;

/** First value of a field, or undefined. */
export function field(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.get(name)?.[0];
}

export class RawClient {
  readonly socket: net.Socket;
  /** Everything received that no answer was read from yet. */
  text = "";
  ended = false;
  private readonly waiting = new Set<() => void>();

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.text += chunk.toString("latin1");
      this.wake();
    });
    socket.on("error", () => this.finish());
    socket.on("end", () => this.finish());
    socket.on("close", () => this.finish());
  }

  static async connect(port: number, options: RawClientOptions = {}): Promise<RawClient> {
    if (options.tls !== undefined) {
      const socket = tls.connect({ host: "127.0.0.1", port, ...options.tls });
      await once(socket, "secureConnect");
      return new RawClient(socket);
    }
    const { localAddress } = options;
    const socket = net.connect({ host: "127.0.0.1", port, ...(localAddress === undefined ? {} : { localAddress }) });
    await once(socket, "connect");
    socket.setNoDelay(true);
    return new RawClient(socket);
  }

  /** latin1: one byte a character. */
  send(text: string | Uint8Array): this {
    if (typeof text === "string") this.socket.write(text, "latin1");
    else this.socket.write(text);
    return this;
  }

  /** Resolves once `holds`; rejects when the connection ended or too long passed without it. */
  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (failure: string | null): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        if (failure === null) resolve();
        else reject(new Error(`${failure} while waiting for ${what}; received ${JSON.stringify(this.text.slice(0, 500))}`));
      };
      const look = (): void => {
        if (holds()) settle(null);
        else if (this.ended) settle("the connection ended");
      };
      const timer = setTimeout(() => settle("time passed"), PATIENCE_MS);
      this.waiting.add(look);
      look();
    });
  }

  /** The next answer. `toHead`: it answers HEAD, so no content follows. Informational answers are answers like others. */
  async answer({ toHead = false }: { readonly toHead?: boolean } = {}): Promise<RawAnswer> {
    await this.until(() => this.text.includes("\r\n\r\n"), "the head of an answer");
    const headEnd = this.text.indexOf("\r\n\r\n") + 4;
    const [statusLine = "", ...lines] = this.text.slice(0, headEnd - 4).split("\r\n");
    const match = /^HTTP\/1\.1 (\d{3}) /u.exec(statusLine);
    if (match === null) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
    }
    this.text = this.text.slice(headEnd);
    const status = Number(match[1]);
    const empty = toHead || status < 200 || status === 204 || status === 304;
    const length = headers.get("content-length")?.[0];
    if (empty) return { status, headers, body: "", untilClose: false };
    if (headers.has("transfer-encoding")) return { status, headers, body: await this.chunks(), untilClose: false };
    if (length !== undefined) return { status, headers, body: await this.take(Number(length)), untilClose: false };
    await this.until(() => this.ended, "the end of the connection");
    return { status, headers, body: await this.take(this.text.length), untilClose: true };
  }

  /** Waits for the end of the connection and gives what was left unread. */
  async rest(): Promise<string> {
    await this.until(() => this.ended, "the end of the connection");
    return this.text;
  }

  /** Ends our side; what comes is still read. */
  end(): void {
    this.socket.end();
  }

  /** Closes by a reset, as a client that is gone does. */
  abort(): void {
    this.socket.resetAndDestroy();
  }

  close(): void {
    this.socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return;
    this.socket.destroy();
    await once(this.socket, "close");
  }

  private async take(bytes: number): Promise<string> {
    await this.until(() => this.text.length >= bytes, `${bytes} bytes of content`);
    const taken = this.text.slice(0, bytes);
    this.text = this.text.slice(bytes);
    return taken;
  }

  private async chunks(): Promise<string> {
    let body = "";
    for (;;) {
      await this.until(() => this.text.includes("\r\n"), "the size of a chunk");
      const lineEnd = this.text.indexOf("\r\n");
      const size = Number.parseInt(this.text.slice(0, lineEnd), 16);
      this.text = this.text.slice(lineEnd + 2);
      const data = await this.take(size + 2);
      if (size === 0) return body;
      body += data.slice(0, -2);
    }
  }

  private finish(): void {
    this.ended = true;
    this.wake();
  }

  private wake(): void {
    for (const look of this.waiting) look();
  }
}

/** Sends the bytes on a connection of its own and gives the first answer, and whether the gateway closed the connection after it. */
export async function exchangeRaw(
  port: number,
  bytes: string | Uint8Array,
  options: RawClientOptions & { readonly toHead?: boolean } = {},
): Promise<RawAnswer> {
  await using client = await RawClient.connect(port, options);
  return await client.send(bytes).answer(options.toHead === undefined ? {} : { toHead: options.toHead });
}
