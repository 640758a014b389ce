/** Clients that cost more than they give: what each sends on its connection, and when. All are our own; none needs more than one small program. */
import type net from "node:net";
import { gzipSync } from "node:zlib";

export interface Attack {
  readonly name: string;
  readonly summary: string;
  readonly connections: number;
  /** How fast connections are opened, per second. */
  readonly perSecond: number;
  /** Sent once the connection stands. */
  readonly first: string;
  /** Sent again and again; never where it is empty. */
  readonly again: string;
  readonly everyMs: number;
  /** Whether what comes back is read. */
  readonly reads: boolean;
  /** Whether a connection that ends is opened anew after a moment. */
  readonly reopens: boolean;
  /** What the gateway may take for all of them, in megabytes, and how long one of them may last, in seconds. */
  readonly mostMb: number;
  readonly mostS: number;
}

const MANY = 5_000;
const POST = "POST /sink HTTP/1.1\r\nHost: a.example\r\n";
const FIELDS = Array.from({ length: 95 }, (_, index) => `X-Field-${index}: ${"v".repeat(250)}\r\n`).join("");

const OBJECT = '{"id":"0af76519-16cd-43dd-8448-eb211c80319c","name":"A very ordinary thing","quantity":12}';
const DEAR_BODY = gzipSync(`[${`${OBJECT},`.repeat(1_000)}{}]`);
const DEAR_CALL = `POST /sheddable/items HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${DEAR_BODY.length}\r\n\r\n${DEAR_BODY.toString("latin1")}`;

export const ATTACKS: readonly Attack[] = [
  {
    name: "slow-head",
    summary: "heads of which a byte comes every 5 s",
    connections: MANY,
    perSecond: 2_000,
    first: "GET / HTTP/1.1\r\nHost: a.example\r\nX-A: ",
    again: "a",
    everyMs: 5_000,
    reads: true,
    reopens: false,
    mostMb: 150,
    mostS: 12,
  },
  {
    name: "slow-body",
    summary: "bodies of which a byte comes every 5 s",
    connections: MANY,
    perSecond: 2_000,
    first: `${POST}Content-Length: 10000\r\n\r\n`,
    again: "a",
    everyMs: 5_000,
    reads: true,
    reopens: false,
    mostMb: 250,
    mostS: 23,
  },
  {
    name: "slow-reader",
    summary: "answers of 8 MB that nobody reads",
    connections: MANY,
    perSecond: 2_000,
    first: "GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n",
    again: "G",
    everyMs: 1_000,
    reads: false,
    reopens: false,
    mostMb: 400,
    mostS: 45,
  },
  {
    name: "idle",
    summary: "connections on which nothing comes",
    connections: MANY,
    perSecond: 2_000,
    first: "",
    again: "",
    everyMs: 0,
    reads: true,
    reopens: false,
    mostMb: 150,
    mostS: 12,
  },
  {
    name: "connection-flood",
    summary: "connections that ask once and are opened anew",
    connections: 200,
    perSecond: 2_000,
    first: "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    again: "",
    everyMs: 0,
    reads: true,
    reopens: true,
    mostMb: 150,
    mostS: 5,
  },
  {
    name: "header-flood",
    summary: "heads of 95 fields and 25 KB, 20 a second each",
    connections: 50,
    perSecond: 1_000,
    first: "",
    again: `GET / HTTP/1.1\r\nHost: a.example\r\n${FIELDS}\r\n`,
    everyMs: 50,
    reads: true,
    reopens: true,
    mostMb: 200,
    mostS: 60,
  },
  {
    name: "chunk-flood",
    summary: "bodies in chunks of one byte, without an end",
    connections: 50,
    perSecond: 1_000,
    first: `${POST}Transfer-Encoding: chunked\r\n\r\n`,
    again: "1\r\na\r\n".repeat(2_000),
    everyMs: 100,
    reads: true,
    reopens: true,
    mostMb: 150,
    mostS: 5,
  },
  {
    name: "dear-calls",
    summary: "sheddable calls of 1 KB that cost milliseconds each: 100 KB of JSON, compressed, wrong at its end",
    connections: 300,
    perSecond: 1_000,
    first: "",
    again: DEAR_CALL,
    everyMs: 250,
    reads: true,
    reopens: true,
    mostMb: 300,
    mostS: 60,
  },
];

/** Plays the attack on a connection that stands; gives what stops it. */
export function play({ first, again, everyMs, reads }: Attack, socket: net.Socket): () => void {
  if (reads) socket.resume();
  else socket.pause();
  if (first !== "") socket.write(first, "latin1");
  if (again === "") return () => {};
  const timer = setInterval(() => socket.write(again, "latin1"), everyMs);
  return () => clearInterval(timer);
}
