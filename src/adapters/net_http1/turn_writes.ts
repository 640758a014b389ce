/**
 * Small writes of one turn of the event loop, sent together at its end. A send to a process that sleeps has to wake it, which costs more than the send; sends that
 * follow each other closely wake it once. Under light load a turn is one read, and its end comes at once.
 */
import type net from "node:net";

let corked: net.Socket[] = [];
let scheduled = false;

/** Writes latin1 text, after everything that was written to this socket before, at the end of this turn. Gives what `socket.write` gives. */
export function writeThisTurn(socket: net.Socket, text: string): boolean {
  if (socket.writableCorked === 0) {
    socket.cork();
    corked.push(socket);
    if (!scheduled) {
      scheduled = true;
      setImmediate(sendAll);
    }
  }
  return socket.write(text, "latin1");
}

function sendAll(): void {
  scheduled = false;
  const sockets = corked;
  corked = [];
  for (const socket of sockets) socket.uncork();
}
