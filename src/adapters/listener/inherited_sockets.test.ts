import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import { addressFault, descriptorOf, InheritedSockets, SUCCESSOR_VARIABLE, takeSuccession } from "./inherited_sockets.ts";

test("systemd's sockets are for the process it names alone, in their order; one called `admin` is the admin API's; the environment keeps nothing", () => {
  const env: Record<string, string | undefined> = {
    LISTEN_PID: "42",
    LISTEN_FDS: "3",
    LISTEN_FDNAMES: "listen:admin:portcullis.socket",
    HOME: "/",
  };
  const { sockets = [] } = takeSuccession(env, 42) ?? {};
  assert.deepEqual(
    sockets.map(({ fd, role }) => [fd, role]),
    [
      [3, "listen"],
      [4, "admin"],
      [5, "listen"],
    ],
  );
  assert.deepEqual(env, { HOME: "/" });
  assert.equal(takeSuccession({ LISTEN_PID: "41", LISTEN_FDS: "1" }, 42), null, "meant for another process");
  assert.deepEqual(takeSuccession({ LISTEN_PID: "42", LISTEN_FDS: "all" }, 42)?.sockets, []);
  assert.throws(() => takeSuccession({ LISTEN_PID: "42", LISTEN_FDS: "9999" }, 42), /1024 are allowed/u);
});

test("a predecessor's word is taken strictly", () => {
  const sockets = [{ fd: 3, role: "listen", address: "127.0.0.1:8080" }];
  const told = (value: unknown) => takeSuccession({ [SUCCESSOR_VARIABLE]: JSON.stringify(value) }, 1);
  assert.deepEqual(told({ sockets, readyFd: 4 }), { sockets, readyFd: 4, ticketsFd: null });
  assert.equal(told({ sockets, readyFd: 4, ticketsFd: 5 })?.ticketsFd, 5);
  assert.throws(() => told({ sockets: [{ fd: 1, role: "listen", address: null }], readyFd: 4 }));
  for (const more of [{ more: 1 }, { ticketsFd: 0 }]) assert.throws(() => told({ sockets, readyFd: 4, ...more }));
});

test("a socket is taken once: by its address, or where it has none by its turn", () => {
  const named = new InheritedSockets([{ fd: 3, role: "listen", address: "127.0.0.1:1" }]);
  assert.deepEqual([named.take("listen", "127.0.0.1:2"), named.take("admin", "127.0.0.1:1"), named.left().length], [null, null, 1]);
  assert.deepEqual([named.take("listen", "127.0.0.1:1"), named.take("listen", "127.0.0.1:1"), named.left().length], [3, null, 0]);
  const inTurn = new InheritedSockets([3, 4].map((fd) => ({ fd, role: "listen", address: null })));
  assert.deepEqual([inTurn.take("listen", "a:1"), inTurn.take("listen", "b:2"), inTurn.take("listen", "c:3")], [3, 4, null]);
});

test("a socket is the configured one by address and port, or it is refused", () => {
  const actual = (address: string, port = 8080) => ({ address, port, family: address.includes(":") ? "IPv6" : "IPv4" });
  const rows: readonly (readonly [string, number, ReturnType<typeof actual>, boolean])[] = [
    ["127.0.0.1", 8080, actual("127.0.0.1"), true],
    ["127.0.0.1", 0, actual("127.0.0.1", 4321), true],
    ["localhost", 8080, actual("127.0.0.1"), true],
    ["::1", 8080, actual("0:0:0:0:0:0:0:1"), true],
    ["127.0.0.1", 8080, actual("127.0.0.1", 8081), false],
    // What is judged as loopback, without TLS, must not be reached by other machines.
    ["127.0.0.1", 8080, actual("0.0.0.0"), false],
    ["localhost", 8080, actual("0.0.0.0"), false],
    ["::", 8080, actual("::1"), false],
  ];
  for (const [host, port, at, good] of rows)
    assert.equal(addressFault({ host, port }, at) === null, good, `${host}:${port} ${at.address}:${at.port}`);
  assert.match(addressFault({ host: "127.0.0.1", port: 1 }, "/run/x.sock") ?? "", /no TCP socket/u);
  assert.equal(rows.length, 8);
});

test("a server that listens has a descriptor, another has none", async () => {
  const server = net.createServer();
  assert.equal(descriptorOf(server), null);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  assert.ok(process.platform === "win32" || (descriptorOf(server) ?? -1) > 2);
  server.close();
});
