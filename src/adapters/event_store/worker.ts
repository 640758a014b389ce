/**
 * The event store's thread: the only one that writes the file. It opens the file again when it can't be written, sets a broken one aside, and answers every
 * request, so that its other side can count what was lost. Queries run in small steps between writes.
 */
import { parentPort, workerData } from "node:worker_threads";
import { parseWorkerSettings, StoreThread } from "./store_thread.ts";

const port = parentPort;
if (port === null) throw new Error("the event store's worker was started outside of a thread");
const thread = new StoreThread(parseWorkerSettings(workerData), (reply, transfer) => port.postMessage(reply, transfer));
port.on("message", (request: unknown) => {
  if (thread.take(request) === "closed") port.close();
});
thread.open();
