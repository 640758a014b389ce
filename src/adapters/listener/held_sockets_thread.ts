/** The thread of `held_sockets.ts`: opens what it is told to, says the descriptors, and blocks for as long as it lives. */
import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { BACKLOG, descriptorOf } from "./inherited_sockets.ts";

const port = parentPort;
if (port === null) throw new Error("the thread of held sockets was started outside of a thread");
const say = (message: object): void => port.postMessage(message, []);
const wanted = z.array(z.strictObject({ host: z.string(), port: z.int() })).parse(workerData);
const found: { readonly fd: number; readonly port: number }[] = [];
let listening = 0;

for (const [index, address] of wanted.entries()) {
  const server = net.createServer((socket) => socket.destroy());
  server.once("error", (error) => {
    const code = "code" in error ? String(error.code) : "";
    say({ kind: "failed", index, code, message: error.message });
  });
  server.listen({ ...address, backlog: BACKLOG }, () => {
    const actual = server.address();
    const fd = descriptorOf(server);
    if (fd === null) say({ kind: "failed", index, code: "", message: "this system has no descriptors of sockets" });
    else found[index] = { fd, port: typeof actual === "object" && actual !== null ? actual.port : 0 };
    listening += fd === null ? 0 : 1;
    if (listening < wanted.length) return;
    say({ kind: "open", sockets: found });
    // INVARIANT: in the turn in which they began to listen, so that no connection was taken.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
}
