/**
 * Load at a steady rate over TLS: `node load.ts PORT CONNECTIONS RATE SECONDS`; rate 0 for as much as goes. Prints one JSON line: requests sent, answers by status,
 * and those that broke off. A connection that the gateway closes is opened again.
 */
import tls from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";

const [port = 0, connections = 1, rate = 0, seconds = 1] = process.argv.slice(2).map(Number);
const REQUEST = "GET /orders?limit=20&status=paid HTTP/1.1\r\nHost: localhost\r\nUser-Agent: soak\r\nAccept: application/json\r\n\r\n";
const TICK_MS = 10;

const statuses = new Map<string, number>();
let sent = 0;
let broken = 0;
let over = false;
/** Requests that may be sent now. */
let due = 0;
const idle: Client[] = [];

class Client {
  private socket: tls.TLSSocket | null = null;
  private received = "";
  private waiting = false;

  connect(): void {
    const socket = tls.connect({
      host: "127.0.0.1",
      port,
      servername: "localhost",
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
    });
    this.socket = socket;
    this.received = "";
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("secureConnect", () => this.free());
    socket.on("data", (text: string) => this.read(text));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.closed());
  }

  send(): void {
    sent++;
    this.waiting = true;
    this.socket?.write(REQUEST, "latin1");
  }

  end(): void {
    this.socket?.destroy();
  }

  private read(text: string): void {
    this.received += text;
    const end = this.received.indexOf("\r\n\r\n");
    if (end === -1) return;
    const head = this.received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/iu.exec(head)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    this.received = this.received.slice(end + 4 + length);
    this.waiting = false;
    const status = head.slice(9, 12);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (/\r\nconnection: close/iu.test(head)) this.socket?.destroy();
    else this.free();
  }

  private closed(): void {
    if (this.waiting) broken++;
    this.waiting = false;
    const index = idle.indexOf(this);
    if (index !== -1) idle.splice(index, 1);
    if (!over) setTimeout(() => this.connect(), TICK_MS);
  }

  private free(): void {
    if (over) this.end();
    else if (rate === 0) this.send();
    else if (due >= 1) {
      due--;
      this.send();
    } else idle.push(this);
  }

  get busy(): boolean {
    return this.waiting;
  }
}

const clients = Array.from({ length: connections }, () => new Client());
for (const client of clients) client.connect();
const endMs = performance.now() + seconds * 1_000;
let lastMs = performance.now();
while (performance.now() < endMs) {
  await sleep(TICK_MS);
  const nowMs = performance.now();
  // Why bounded: what could not be sent in a slow moment is not made up for, since callers do not save their requests either.
  due = Math.min(due + ((nowMs - lastMs) / 1_000) * rate, connections);
  lastMs = nowMs;
  while (due >= 1) {
    const client = idle.shift();
    if (client === undefined) break;
    due--;
    client.send();
  }
}
over = true;
for (let waited = 0; waited < 5_000 && clients.some(({ busy }) => busy); waited += TICK_MS) await sleep(TICK_MS);
for (const client of clients) client.end();
await sleep(50);
process.stdout.write(`${JSON.stringify({ sent, broken, statuses: Object.fromEntries(statuses) })}\n`);
process.exit(0);
