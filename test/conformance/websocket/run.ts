/** `npm run conformance -- websocket`: the MUSTs of RFC 6455 over raw frames, through a whole gateway to a real server, or to one that breaks them. */
import type net from "node:net";
import { startTestGateway } from "../../support/gateway.ts";
import { exchangeRaw } from "../../support/raw_client.ts";
import { startRawUpstream } from "../../support/raw_upstream.ts";
import { acceptOf, FrameClient, opening, SAMPLE_KEY } from "../../support/websocket_client.ts";
import { BINARY, CLOSE_FRAME, frame, PING, PONG, readFrames, type SeenFrame, TEXT } from "../../support/websocket_frames.ts";
import { startWebSocketServer, type TestWebSocketServer } from "../../support/websocket_server.ts";
import type { ConformanceReport, ConformanceSource } from "../report.ts";
import { FRAME_CASES, type FrameCase, type From, type Sent } from "./frame_cases.ts";
import { ACCEPT_CASES, type AcceptCase, OPENING_CASES, type OpeningCase } from "./handshake_cases.ts";

const OK = { responses: { 200: { description: "ok" } }, "x-portcullis-websocket": true };
const ID = { name: "id", in: "path", required: true, schema: { type: "string" } };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "frames", version: "1" },
  security: [],
  paths: { "/echo": { get: OK }, "/script/{id}": { parameters: [ID], get: OK } },
};
const OFFERS = { "Sec-WebSocket-Protocol": "a, b", "Sec-WebSocket-Extensions": "permessage-deflate" };
const SWITCH = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

function toBytes(sent: Sent, from: From): Buffer {
  return Buffer.concat(
    sent.map((each) => (typeof each === "string" ? Buffer.from(each, "hex") : frame({ masked: from === "client", ...each }))),
  );
}

/** Frames in words; fragments are joined to their message. */
function wordsOf(frames: readonly SeenFrame[]): readonly string[] {
  const words: string[] = [];
  let parts: SeenFrame[] = [];
  for (const each of frames) {
    const { opcode, payload, fin } = each;
    if (opcode === CLOSE_FRAME) words.push(`close:${each.code}`);
    else if (opcode === PING || opcode === PONG) words.push(`${opcode === PING ? "ping" : "pong"}:${payload.toString("latin1")}`);
    else {
      parts.push(each);
      if (!fin) continue;
      const all = Buffer.concat(parts.map((part) => part.payload));
      const first = parts[0]?.opcode;
      words.push(first === TEXT ? `text:${all.toString("latin1")}` : first === BINARY ? `binary:${all.toString("hex")}` : "nothing");
      parts = [];
    }
  }
  return words;
}

/** What an upstream does on a connection of its own: the answer to the handshake, the bytes it says, and what it was told. */
interface Script {
  readonly answer: string;
  readonly bytes: Buffer;
  told: string;
}

const ACCEPTED = `HTTP/1.1 101 Switching Protocols\r\n${SWITCH}Sec-WebSocket-Accept: ${acceptOf(SAMPLE_KEY)}\r\n\r\n`;
const PATIENCE_MS = 5_000;

/** Null once that holds; what was waited for in vain otherwise. */
async function waitFor(holds: () => boolean, what: () => string): Promise<string | null> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; ) {
    if (holds()) return null;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return what();
}

const isSame = (some: readonly string[], others: readonly string[]): boolean => JSON.stringify(some) === JSON.stringify(others);

/** A gateway before a real server, and one before a server of scripts. */
export class WebSocketSuite {
  private readonly real: TestWebSocketServer;
  private readonly realPort: number;
  private readonly scripts: Script[];
  private readonly scriptPort: number;

  private constructor(real: TestWebSocketServer, realPort: number, scripts: Script[], scriptPort: number) {
    this.real = real;
    this.realPort = realPort;
    this.scripts = scripts;
    this.scriptPort = scriptPort;
  }

  static async start(stack: AsyncDisposableStack): Promise<WebSocketSuite> {
    const scripts: Script[] = [];
    const scripted = stack.adopt(await startRawUpstream((socket, received) => follow(scripts, socket, received)), (each) => each.close());
    const real = stack.adopt(await startWebSocketServer({ onMessage: () => {} }), (each) => each.close());
    const gateways = [real.base, scripted.base].map(async (upstream) =>
      stack.adopt(await startTestGateway({ document: DOCUMENT, upstream }), (each) => each.close()),
    );
    const [before, beforeScripts] = await Promise.all(gateways);
    return new WebSocketSuite(real, before?.port ?? 0, scripts, beforeScripts?.port ?? 0);
  }

  /** Null where it comes out as the case says, and its twin passes. */
  async frames(each: FrameCase, from: From): Promise<string | null> {
    return from === "client" ? await this.fromClient(each) : await this.fromServer(each);
  }

  private async fromClient({ bad, close, good, seen }: FrameCase): Promise<string | null> {
    await using offender = await FrameClient.open(this.realPort, "/echo");
    const { code } = await offender.send(toBytes(bad, "client")).closed();
    if (code !== close) return `the client was told ${code}, where ${close} is right`;
    await using client = await FrameClient.open(this.realPort, "/echo");
    const words = (): readonly string[] => this.real.sockets.at(-1)?.words ?? [];
    client.send(toBytes(good, "client"));
    return await waitFor(
      () => isSame(words(), seen),
      () => `the server saw of its twin ${words().join(", ").slice(0, 200)}`,
    );
  }

  private async fromServer({ bad, close, good, seen }: FrameCase): Promise<string | null> {
    const offender = this.script(ACCEPTED, toBytes(bad, "server"));
    await using client = await FrameClient.open(this.scriptPort, offender.path);
    const { code } = await client.closed();
    if (code !== 1014) return `the client was told ${code}, where 1014 is right`;
    const told = (): string | undefined => wordsOf(readFrames(offender.script.told).frames).at(-1);
    const failure = await waitFor(
      () => told() === `close:${close}`,
      () => `the server was told ${told()}, where close:${close} is right`,
    );
    if (failure !== null) return failure;
    await using twin = await FrameClient.open(this.scriptPort, this.script(ACCEPTED, toBytes(good, "server")).path);
    await twin.until((frames) => wordsOf(frames).length >= seen.length, `${seen.length} messages`);
    const words = wordsOf(twin.frames);
    return isSame(words, seen) ? null : `the client saw of its twin ${words.join(", ").slice(0, 200)}`;
  }

  async opening({ bad, method, status, good }: OpeningCase): Promise<string | null> {
    const refused = await exchangeRaw(this.realPort, opening("/echo", bad, method));
    if (refused.status !== status) return `answered ${refused.status}, where ${status} is right`;
    const passed = await exchangeRaw(this.realPort, opening("/echo", good));
    return passed.status === 101 ? null : `its twin was answered ${passed.status}`;
  }

  async accepting({ bad, head, good }: AcceptCase): Promise<string | null> {
    const answerTo = async (lines: string, start: string): Promise<number> => {
      const { path } = this.script(`HTTP/1.1 101 Switching Protocols\r\n${start}${lines}\r\n`, Buffer.alloc(0));
      return (await exchangeRaw(this.scriptPort, opening(path, OFFERS))).status;
    };
    const refused = await answerTo(bad, head ?? SWITCH);
    if (refused !== 502) return `answered ${refused}, where 502 is right`;
    const passed = await answerTo(good, SWITCH);
    return passed === 101 ? null : `its twin was answered ${passed}`;
  }

  /** What the upstream will do on the connection for `path`. */
  private script(answer: string, bytes: Buffer): { readonly path: string; readonly script: Script } {
    const script = { answer, bytes, told: "" };
    this.scripts.push(script);
    return { path: `/script/${this.scripts.length - 1}`, script };
  }
}

/** Plays the script that the request's path names; what comes after the request is kept. */
function follow(scripts: readonly Script[], socket: net.Socket, received: string): void {
  const headEnd = received.indexOf("\r\n\r\n");
  const script = scripts[Number(/^GET \/script\/(\d+) /u.exec(received)?.[1] ?? "-1")];
  if (headEnd < 0 || script === undefined) return;
  if (received.length === headEnd + 4) socket.write(Buffer.concat([Buffer.from(script.answer, "latin1"), script.bytes]));
  else script.told = received.slice(headEnd + 4);
}

/** Every case and what is wrong with it, or null. */
export async function* runCases(suite: WebSocketSuite): AsyncGenerator<readonly [name: string, failure: string | null]> {
  for (const each of OPENING_CASES) yield [each.name, await suite.opening(each)];
  for (const each of ACCEPT_CASES) yield [each.name, await suite.accepting(each)];
  for (const each of FRAME_CASES) for (const from of each.from) yield [`${each.name} (${from})`, await suite.frames(each, from)];
}

export const websocket: ConformanceSource = {
  usage: "websocket",
  run: async (): Promise<ConformanceReport> => {
    await using stack = new AsyncDisposableStack();
    const failures: string[] = [];
    let passed = 0;
    for await (const [name, failure] of runCases(await WebSocketSuite.start(stack))) {
      if (failure === null) passed++;
      else failures.push(`${name}: ${failure}`);
    }
    return { passed, failures, skips: [], notes: [] };
  },
};
