import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import { HeldSockets, ListenError } from "./held_sockets.ts";

const skip = process.platform === "win32" ? "Windows hands over no sockets" : false;

test("what is held takes no connection: they wait in the queue for whoever listens on the descriptor", { skip }, async () => {
  const held = await HeldSockets.open(
    ["127.0.0.1", "localhost"].map((host) => ({ host, port: 0 })),
    [null, null],
  );
  for (const { port, fd } of held.sockets) {
    const client = net.connect(port, "127.0.0.1");
    await once(client, "connect");
    const closed = once(client, "close");
    client.resume();
    assert.equal(await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 50, "waits"))]), "waits");
    // Why a process: in this one the descriptor has an owner, which closes it.
    const served = 'require("node:net").createServer((socket) => socket.end("served")).listen({ fd: 3 })';
    const worker = spawn(process.execPath, ["-e", served], { stdio: ["ignore", "inherit", "inherit", fd] });
    await closed;
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  await held.close();
});

test("what is held already is taken, and the rest opened, in their order; an address that is taken is told", { skip }, async () => {
  const taken = net.createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const host = "127.0.0.1";
  await assert.rejects(
    HeldSockets.open(
      [
        { host, port: 0 },
        { host, port },
      ],
      [null, null],
    ),
    (error) => {
      assert.ok(error instanceof ListenError);
      assert.deepEqual([error.index, error.code], [1, "EADDRINUSE"]);
      return true;
    },
  );
  taken.close();
});
