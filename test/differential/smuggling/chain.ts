/** One chain of servers from a client to the recording backend, with the gateway in it, through which attempts are sent one after another. */
import net from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTestGateway } from "../../support/gateway.ts";
import { readByUs } from "../../support/http1_reading.ts";
import { judged } from "../../support/witness.ts";
import { type Attempt, textOf } from "./attempt.ts";
import { Ledger, type RecordPart } from "./ledger.ts";
import { EDGE_ID, PASSED_LOG, type ProxyName, startProxy } from "./proxies.ts";
import { SEEN_STATUS, startRecordingBackend } from "./recording_backend.ts";
import { type SeenRequest, valuesOf } from "./request_reader.ts";

/** Where the other server stands, seen from the gateway. */
export type Topology = "before nginx" | "before apache2" | "before haproxy" | "behind nginx";

/** `judged`: content is collected and shown to a guard. `streamed`: it is passed on as it comes. */
export type Handling = "judged" | "streamed";

export const TOPOLOGIES: readonly Topology[] = ["before nginx", "before apache2", "before haproxy", "behind nginx"];

/** The server of a chain that a client speaks to, or the one behind it. */
export interface Front {
  readonly port: number;
}

/** Starts the server that stands for the gateway; `report` is told of each exchange when it is over. */
export type StartGateway = (
  handling: Handling,
  upstreamPort: number,
  report: (record: RecordPart) => void,
) => Promise<Front & { close(): Promise<void> }>;

/** Longest wait for an end that comes at once where nothing hangs. */
const PATIENCE_MS = 10_000;
const GUARDS: Readonly<Record<Handling, string>> = {
  judged: fileURLToPath(new URL("../../support/witness_guard.ts", import.meta.url)),
  streamed: fileURLToPath(new URL("../../support/witness_stream_guard.ts", import.meta.url)),
};

const startRealGateway: StartGateway = async (handling, upstreamPort, report) => {
  const gateway = await startTestGateway({
    upstream: `http://127.0.0.1:${upstreamPort}`,
    api: { public: true, upstream: { url: `http://127.0.0.1:${upstreamPort}`, host: "preserve" } },
    config: { guards: [GUARDS[handling]], protocol: { connections_per_ip: 5_000 } },
    onRecord: report,
  });
  return { port: gateway.port, close: () => gateway.close() };
};

export class Chain {
  readonly name: string;
  readonly ledger: Ledger;
  /** How exchanges ended, by outcome and code. */
  readonly ends: Map<string, number> = new Map();
  private readonly stack: AsyncDisposableStack;
  private readonly topology: Topology;
  private readonly handling: Handling;
  private readonly logFile: string | null;
  private readonly entry: number;
  /** Records of the attempt under way. */
  private readonly fresh: RecordPart[];
  private readonly edgeIds: EdgeIds;
  private sent: number = 0;

  private constructor(name: string, topology: Topology, handling: Handling, parts: Pick<Chain, "ledger"> & ChainParts) {
    this.name = name;
    this.topology = topology;
    this.handling = handling;
    this.ledger = parts.ledger;
    this.stack = parts.stack;
    this.logFile = parts.logFile;
    this.entry = parts.entry;
    this.fresh = parts.fresh;
    this.edgeIds = parts.edgeIds;
  }

  static async start(
    topology: Topology,
    handling: Handling,
    folder: string,
    startGateway: StartGateway = startRealGateway,
  ): Promise<Chain> {
    const ledger = new Ledger();
    const fresh: RecordPart[] = [];
    const edgeIds: EdgeIds = { seen: new Set(), brokeOff: new Set() };
    const behind = topology === "behind nginx";
    const onSeen = (request: SeenRequest): void => {
      if (proxyOf(topology) === "nginx") noteEdgeId(request, edgeIds, ledger);
      ledger.arrived(request);
    };
    await using stack = new AsyncDisposableStack();
    const backend = stack.adopt(
      await startRecordingBackend({
        seen: onSeen,
        cutShort: (request) => {
          for (const id of valuesOf(request, EDGE_ID)) edgeIds.brokeOff.add(id);
          ledger.brokeOff(request);
        },
        stray: (why, bytes) => ledger.stray(why, bytes),
      }),
      (started) => started.close(),
    );
    const proxyFolder = join(folder, `${topology} ${handling}`.replaceAll(" ", "-"));
    const proxy = async (upstreamPort: number): Promise<Front> =>
      stack.adopt(await startProxy(proxyOf(topology), proxyFolder, upstreamPort), (started) => started.stop());
    const gateway = async (upstreamPort: number): Promise<Front> =>
      stack.adopt(await startGateway(handling, upstreamPort, (record) => void fresh.push(record)), (started) => started.close());
    const inner = behind ? await gateway(backend.port) : await proxy(backend.port);
    const outer = behind ? await proxy(inner.port) : await gateway(inner.port);
    const logFile = proxyOf(topology) === "nginx" ? join(proxyFolder, PASSED_LOG) : null;
    const parts = { ledger, stack: stack.move(), logFile, entry: outer.port, fresh, edgeIds };
    return new Chain(`${topology}, ${handling}`, topology, handling, parts);
  }

  /** Sends the attempt on a connection of its own; resolves when all of it is over and held against each other. */
  async run(attempt: Attempt): Promise<void> {
    const answers = await this.exchange(attempt);
    // Why: a request that the backend saw last is told of in the same turn in which its answer is read.
    await new Promise((resolve) => setImmediate(resolve));
    this.take(attempt);
    // Behind another server an exchange may end after the client's connection.
    for (const endMs = performance.now() + PATIENCE_MS; this.ledger.open > 0 && performance.now() < endMs; this.take(null))
      await new Promise((resolve) => setTimeout(resolve, 2));
    this.ledger.close();
    for (const head of answers.matchAll(/HTTP\/1\.1 299 [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/gu)) this.checkAnswer(head[0]);
  }

  /** After the last attempt: holds what nginx logged against what the backend saw. */
  finish(): void {
    if (this.logFile !== null) this.checkLog(this.logFile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack.disposeAsync();
  }

  /** Hands the records that came to the ledger, with what the guard noted and the content that the client sent. */
  private take(attempt: Attempt | null): void {
    const records = this.fresh.splice(0);
    if (records.length === 0) return;
    // Behind another server the gateway was sent other bytes than the client wrote.
    const read =
      attempt === null || this.topology === "behind nginx" || this.handling === "judged" ? null : readByUs(textOf(attempt)).requests;
    for (const [index, record] of records.entries()) {
      const at = judged.findIndex(({ id }) => id === record.id);
      const [witnessed] = at < 0 ? [] : judged.splice(at, 1);
      const body = this.handling === "judged" ? (witnessed?.body ?? null) : (read?.[index]?.body ?? null);
      this.ledger.record({ record, judged: witnessed ?? null, body });
      const end = `${record.outcome} ${record.code ?? record.upstreamStatus ?? ""}`;
      this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    }
  }

  /** An answer must be that to the request which the gateway says it answers. */
  private checkAnswer(head: string): void {
    const own = /\r\nx-request-id: ([^\r\n]*)/iu.exec(head)?.[1];
    const seen = /\r\nx-seen: ([^\r\n]*)/iu.exec(head)?.[1];
    if (own === undefined || own !== seen) this.ledger.violations.push(`${own} was answered with the answer to ${seen}`);
  }

  /** Each request that nginx says the backend answered was seen, and no other. */
  private checkLog(file: string): void {
    const passed = new Set<string>();
    for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
      const [id = "", status] = line.split(" ");
      if (status === `${SEEN_STATUS}`) passed.add(id);
    }
    const { seen, brokeOff } = this.edgeIds;
    for (const id of passed)
      if (!seen.has(id) && !brokeOff.has(id)) this.ledger.violations.push(`nginx passed ${id} on, and the backend never saw it`);
    for (const id of seen) if (!passed.has(id)) this.ledger.violations.push(`the backend saw ${id}, whose answer nginx never had`);
  }

  private exchange({ pieces }: Attempt): Promise<string> {
    const number = this.sent++;
    // Why an address of its own: what one attempt is held against must not tell on the next.
    const localAddress = `127.${1 + ((number >> 16) & 63)}.${(number >> 8) & 255}.${1 + (number & 127)}`;
    return new Promise((resolve) => {
      let text = "";
      const socket = net.connect({ host: "127.0.0.1", port: this.entry, localAddress });
      const timer = setTimeout(() => {
        this.ledger.violations.push(`the connection was kept open; until then came ${JSON.stringify(text.slice(0, 300))}`);
        socket.destroy();
      }, PATIENCE_MS);
      socket.setNoDelay(true);
      socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        clearTimeout(timer);
        resolve(text);
      });
      socket.on("connect", () => void write(socket, pieces));
    });
  }
}

/** nginx's ids as the backend saw them, on whole requests and on others. */
interface EdgeIds {
  readonly seen: Set<string>;
  readonly brokeOff: Set<string>;
}

interface ChainParts {
  readonly stack: AsyncDisposableStack;
  readonly logFile: string | null;
  readonly entry: number;
  readonly fresh: RecordPart[];
  readonly edgeIds: EdgeIds;
}

async function write(socket: net.Socket, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece, "latin1");
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
}

function proxyOf(topology: Topology): ProxyName {
  if (topology === "before apache2") return "apache2";
  return topology === "before haproxy" ? "haproxy" : "nginx";
}

/** nginx gives each of its requests an id: the backend sees one, and each once. */
function noteEdgeId(request: SeenRequest, edgeIds: EdgeIds, ledger: Ledger): void {
  const ids = valuesOf(request, EDGE_ID);
  const [id = ""] = ids;
  if (ids.length !== 1 || !/^[0-9a-f]{32}$/u.test(id))
    ledger.violations.push(`a request that nginx did not send: ${JSON.stringify(request).slice(0, 600)}`);
  else if (edgeIds.seen.has(id)) ledger.violations.push(`two requests out of nginx's ${id}: ${JSON.stringify(request).slice(0, 600)}`);
  edgeIds.seen.add(id);
}
