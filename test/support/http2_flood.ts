/** One flood against an edge in a process of its own, and what it cost: work begun, memory, and what another client felt of it. */
import { once } from "node:events";
import net from "node:net";
import type { EdgeFigures, Http2Edge } from "./http2_edge.ts";
import { RawHttp2Client } from "./raw_http2_client.ts";

export interface Flood {
  readonly name: string;
  /** Sent after the connection's beginning, before the flood. */
  readonly before?: readonly Uint8Array[];
  readonly settings?: readonly (readonly [id: number, value: number])[];
  /** The frames of round `index`. */
  readonly frames: (index: number) => Uint8Array;
  /** Rounds at most. */
  readonly rounds: number;
  /** Whether the client reads nothing. */
  readonly deaf?: boolean;
}

export interface FloodCost {
  /** Rounds sent before the connection ended. */
  readonly rounds: number;
  readonly ended: boolean;
  /** What the edge did for it, the other client's share taken off. */
  readonly begun: number;
  readonly forwarded: number;
  /** Connections that the edge ended for it: by its own bounds, and by the library. */
  readonly flooded: number;
  readonly broken: number;
  /** Growth at its worst. */
  readonly rssBytes: number;
  readonly heldBytes: number;
  /** Of a client on another connection, which asked all the while. */
  readonly othersAnswered: number;
  readonly worstMs: number;
}

const BATCH_BYTES = 65_536;
/** How long a connection may live on after the last frame. */
const PATIENCE_MS = 8_000;

async function connect(port: number): Promise<RawHttp2Client> {
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  return new RawHttp2Client(socket);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Writes rounds until the connection ends; gives their number. */
async function pour(client: RawHttp2Client, { frames, rounds }: Flood): Promise<number> {
  let round = 0;
  while (round < rounds && !client.ended) {
    const batch: Uint8Array[] = [];
    for (let bytes = 0; bytes < BATCH_BYTES && round < rounds; round++) {
      const next = frames(round);
      bytes += next.length;
      batch.push(next);
    }
    client.send(...batch);
    while (client.socket.writableNeedDrain && !client.ended) await turn();
    await turn();
  }
  return round;
}

/** `request` asks on a stream and is answered with 200. */
export async function runFlood(edge: Http2Edge, flood: Flood, request: (stream: number) => Uint8Array): Promise<FloodCost> {
  const before = await edge.figures("collect");
  const client = (await connect(before.port)).open(flood.settings);
  client.send(...(flood.before ?? []));
  if (flood.deaf === true) client.socket.pause();
  const other = (await connect(before.port)).open();
  const flooding = { over: false };
  let othersAnswered = 0;
  let worstMs = 0;
  const peak = { rssBytes: 0, heldBytes: 0 };
  const look = ({ rssBytes, heldBytes }: EdgeFigures): void => {
    peak.rssBytes = Math.max(peak.rssBytes, rssBytes - before.rssBytes);
    peak.heldBytes = Math.max(peak.heldBytes, heldBytes - before.heldBytes);
  };
  const watching = (async (): Promise<void> => {
    for (let stream = 1; !flooding.over; stream += 2) {
      const askedMs = performance.now();
      await other.send(request(stream)).outcome(stream);
      if (other.status(stream) !== 200) throw new Error(`another client is answered ${other.status(stream)}`);
      worstMs = Math.max(worstMs, performance.now() - askedMs);
      othersAnswered++;
      look(await edge.figures());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const rounds = await pour(client, flood);
  const untilMs = performance.now() + PATIENCE_MS;
  // A deaf client learns of the end by what it writes only.
  while (!client.ended && performance.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (flood.deaf === true && (await edge.figures()).open === 1) break;
  }
  const ended = client.ended || (await edge.figures()).open === 1;
  flooding.over = true;
  await watching;
  const after = await edge.figures();
  client.socket.destroy();
  other.socket.destroy();
  while ((await edge.figures()).open > 0) await turn();
  return {
    rounds,
    ended,
    begun: after.begun - before.begun - othersAnswered,
    forwarded: after.forwarded - before.forwarded - othersAnswered,
    flooded: after.flooded - before.flooded,
    broken: after.broken - before.broken,
    ...peak,
    othersAnswered,
    worstMs,
  };
}
