/** Clients that cost more than they give: what each sends on its connection, and when. All are our own; none needs more than one small program. */
import type net from "node:net";

export interface Attack {
  readonly name: string;
  readonly summary: string;
  readonly connections: number;
  /** How fast connections are opened, per second. */
  readonly perSecond: number;
  /** Sent once the connection stands. */
  readonly first: string;
  /** Sent again and again; by itself as fast as it is taken where `everyMs` is 0. */
  readonly again: string;
  readonly everyMs: number;
  /** Whether what comes back is read. */
  readonly reads: boolean;
  /** Whether a connection that ends is opened anew at once. */
  readonly reopens: boolean;
}

const MANY = 5_000;
const POST = "POST /sink HTTP/1.1\r\nHost: a.example\r\n";
const FIELDS = Array.from({ length: 95 }, (_, index) => `X-Field-${index}: ${"v".repeat(250)}\r\n`).join("");

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
  },
  {
    name: "slow-reader",
    summary: "answers of 8 MB that nobody reads",
    connections: MANY,
    perSecond: 2_000,
    first: "GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n",
    again: "",
    everyMs: 0,
    reads: false,
    reopens: false,
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
  },
  {
    name: "header-flood",
    summary: "heads of 95 fields and 25 KB, one after another",
    connections: 50,
    perSecond: 1_000,
    first: "",
    again: `GET / HTTP/1.1\r\nHost: a.example\r\n${FIELDS}\r\n`,
    everyMs: 0,
    reads: true,
    reopens: true,
  },
  {
    name: "chunk-flood",
    summary: "bodies in chunks of one byte, without an end",
    connections: 50,
    perSecond: 1_000,
    first: `${POST}Transfer-Encoding: chunked\r\n\r\n`,
    again: "1\r\na\r\n".repeat(2_000),
    everyMs: 0,
    reads: true,
    reopens: true,
  },
];

/** Plays the attack on a connection that stands; gives what stops it. */
export function play({ first, again, everyMs, reads }: Attack, socket: net.Socket): () => void {
  if (reads) socket.resume();
  else socket.pause();
  if (first !== "") socket.write(first);
  if (again === "") return () => {};
  if (everyMs > 0) {
    const timer = setInterval(() => socket.write(again), everyMs);
    return () => clearInterval(timer);
  }
  const more = (): void => {
    while (!socket.destroyed && socket.write(again));
  };
  socket.on("drain", more);
  more();
  return () => void socket.off("drain", more);
}
