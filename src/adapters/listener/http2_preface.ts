/** HTTP/2 without TLS, by prior knowledge (RFC 9113 section 3.3): a connection that begins with the client's preface speaks it, any other HTTP/1.1. */
import type net from "node:net";
import type { Stage } from "./arrival.ts";
import { HTTP2 } from "./protocols.ts";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Whether the preface comes; decided by the first byte that tells. False too where the connection ends before. */
function beginsWithPreface(socket: net.Socket): Promise<boolean> {
  return new Promise((resolve) => {
    let held: Buffer = Buffer.alloc(0);
    const decide = (speaks: boolean): void => {
      socket.off("readable", look);
      socket.off("end", over);
      socket.off("close", over);
      if (held.length > 0 && !socket.destroyed) socket.unshift(held);
      resolve(speaks);
    };
    const over = (): void => decide(false);
    const look = (): void => {
      for (;;) {
        const chunk: unknown = socket.read();
        if (!(chunk instanceof Buffer)) return;
        held = Buffer.concat([held, chunk]);
        const seen = Math.min(held.length, PREFACE.length);
        if (held.compare(PREFACE, 0, seen, 0, seen) !== 0) {
          decide(false);
          return;
        }
        if (seen === PREFACE.length) {
          decide(true);
          return;
        }
      }
    };
    socket.on("readable", look);
    socket.on("end", over);
    socket.on("close", over);
  });
}

export const http2Preface: Stage = async (arrival) =>
  (await beginsWithPreface(arrival.socket)) ? { ...arrival, protocol: HTTP2 } : arrival;
