import assert from "node:assert/strict";
import { test } from "node:test";
import { get, post } from "../../../test/conformance/http2/http2_case.ts";
import { EDGE_LIMITS, type EdgeSketch, eventually, serveHttp2, startTestEdge } from "../../../test/support/edge.ts";
import { data, FLAG, FRAME, goaway, headers, ping, reset, SETTING, windowUpdate } from "../../../test/support/http2_frames.ts";
import { RawHttp2Client } from "../../../test/support/raw_http2_client.ts";
import { answering, startRawUpstream } from "../../../test/support/raw_upstream.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import { PASS, type Verdict } from "../../kernel/verdict.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async function served(stack: AsyncDisposableStack, onData: Parameters<typeof startRawUpstream>[0], sketch: EdgeSketch = {}) {
  const upstream = stack.adopt(await startRawUpstream(onData), (server) => server.close());
  const world = startTestEdge(stack, { ...sketch, target: { port: upstream.port } });
  const connection = await serveHttp2(stack, world);
  return { upstream, world, connection, client: new RawHttp2Client(connection.far) };
}

function judgedBy(check: () => Verdict | Promise<Verdict>): Partial<OperationPlan> {
  const guard = { name: "test", phase: "route", mode: "enforce", onError: "deny", check } as const;
  return { guards: { head: [], route: [guard], identity: [], body: [], response: [] } };
}

test("an upstream that breaks off in the midst of its answer is seen to: the stream is reset, the connection goes on", async () => {
  const broken = [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n",
  ];
  for (const answer of broken) {
    await using stack = new AsyncDisposableStack();
    const { client, world } = await served(stack, (socket, text) => {
      if (text.includes("/b HTTP")) socket.end(OK);
      else socket.end(answer);
    });
    await client.open().send(get(1)).outcome(1);
    assert.deepEqual([client.status(1), client.stream(1).ended, client.stream(1).reset], [200, false, "INTERNAL_ERROR"], answer);
    await client.send(get(3)).outcome(3);
    assert.equal(client.ended, false);
    assert.equal(world.records[0]?.status, 200);
  }
});

test("a verdict that comes after the client has gone begins nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const verdict = Promise.withResolvers<Verdict>();
  const { client, world, upstream } = await served(stack, answering(OK), { plan: judgedBy(() => verdict.promise) });
  client.open().send(get(1));
  await eventually(() => world.edge.counters.inFlight === 1, "the exchange");
  client.send(reset(1));
  await eventually(() => world.records.length === 1, "the record");
  verdict.resolve(PASS);
  await client.send(ping()).until(() => client.pongs === 1, "the answer to a PING");
  assert.deepEqual([world.records[0]?.outcome, world.edge.counters.inFlight, upstream.received], ["abandoned", 0, []]);
  await client.send(get(3)).outcome(3);
  assert.equal(client.status(3), 200);
});

test("content that its client breaks off reaches nobody as whole: by a reset of any kind, or by going away", async () => {
  const ways: readonly (readonly [name: string, breakOff: (client: RawHttp2Client) => void])[] = [
    ["CANCEL", (client) => client.send(reset(1))],
    ["NO_ERROR", (client) => client.send(reset(1, 0))],
    ["the end of the connection", (client) => client.socket.end()],
    ["a reset of the connection", (client) => client.socket.resetAndDestroy()],
    ["GOAWAY", (client) => client.send(goaway(0, 2))],
    ["an error of the connection", (client) => client.send(ping(0, 1))],
  ];
  for (const buffersRequest of [false, true]) {
    for (const [name, breakOff] of ways) {
      await using stack = new AsyncDisposableStack();
      const { client, world, upstream } = await served(stack, () => {}, { plan: { buffersRequest } });
      client.open().send(post(1), data(1, "first", 0));
      if (!buffersRequest) await upstream.until(() => upstream.received.join("").includes("first"), "the content");
      await client.send(ping()).until(() => client.pongs === 1, "the answer to a PING");
      breakOff(client);
      await eventually(() => world.records.length === 1, `the record, ${name}`);
      assert.equal(world.records[0]?.outcome, "abandoned", name);
      if (buffersRequest) assert.deepEqual(upstream.received, [], name);
      else {
        await upstream.until(() => upstream.sockets[0]?.destroyed === true, "the end of the upstream's connection");
        assert.equal(upstream.received[0]?.slice(-10), "5\r\nfirst\r\n", name);
      }
    }
  }
});

test("a stream that is reset takes no other with it", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await served(stack, (socket, text) => {
    if (text.includes("GET ")) socket.write(OK);
  });
  await client
    .open()
    .send(post(1), data(1, "first", 0), reset(1), get(3))
    .outcome(3);
  assert.equal(client.status(3), 200);
  await eventually(() => world.records.length === 2, "both records");
  assert.deepEqual(world.records.map(({ outcome }) => outcome).toSorted(), ["abandoned", "forwarded"]);
});

test("content beyond the operation's limit is 413 while it still comes, and what follows of it is not wanted", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await served(stack, answering(OK), { plan: { buffersRequest: true, maxBodyBytes: 10 } });
  await client
    .open()
    .send(post(1), data(1, "0123456789", 0), data(1, "x", 0))
    .outcome(1);
  assert.deepEqual([client.status(1), client.stream(1).ended], [413, true]);
  await client.until(() => client.stream(1).reset !== null, "the reset of what is left");
  assert.equal(client.stream(1).reset, "NO_ERROR");
  await client.send(data(1, "late", 0), post(3), data(3, "0123456789")).outcome(3);
  assert.equal(client.status(3), 200);
  assert.deepEqual(
    world.records.map(({ status }) => status),
    [413, 200],
  );
});

test("content that stops coming is 408, and the other streams go on", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await served(stack, answering(OK), { plan: { buffersRequest: true } });
  client.open().send(post(1), data(1, "x", 0));
  await client.send(get(3)).outcome(3);
  world.pass(EDGE_LIMITS.betweenBytesMs);
  await client.outcome(1);
  assert.deepEqual([client.status(1), client.status(3), client.ended], [408, 200, false]);
});

test("HEAD, 204 and 304 end with their heads, whatever the upstream says of a length", async () => {
  const rows: readonly (readonly [method: string, answer: string, status: number, length: string | undefined])[] = [
    ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", 200, "7"],
    ["HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, undefined],
    ["GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, undefined],
    ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304, "7"],
    ["GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "0"],
  ];
  for (const [method, answer, status, length] of rows) {
    await using stack = new AsyncDisposableStack();
    const { client } = await served(stack, answering(answer));
    const request = [
      [":method", method],
      [":scheme", "http"],
      [":path", "/a"],
      [":authority", "api.test"],
    ] as const;
    await client.open().send(headers(1, request)).outcome(1);
    const { sections, body, ended } = client.stream(1);
    const found = sections[0]?.find(([name]) => name === "content-length")?.[1];
    assert.deepEqual([client.status(1), sections.length, body, ended, found], [status, 1, "", true, length], answer);
  }
  assert.equal(rows.length, 5);
});

test("100 comes once the head is admitted, and not for content that is declared too large", async () => {
  await using stack = new AsyncDisposableStack();
  const { client } = await served(stack, answering(OK), { plan: { buffersRequest: true, maxBodyBytes: 5 } });
  client.open().send(post(1, ["expect", "100-continue"], ["content-length", "5"]));
  await client.until(() => client.stream(1).sections.length === 1, "the interim answer");
  assert.deepEqual(client.stream(1).sections[0], [[":status", "100"]]);
  await client.send(data(1, "12345"), post(3, ["expect", "100-continue"], ["content-length", "6"])).outcome(1);
  await client.outcome(3);
  assert.deepEqual([client.status(1), client.status(3), client.stream(3).sections.length], [200, 413, 1]);
});

test("an answer waits for the client's window, and an upload for the upstream", async () => {
  await using stack = new AsyncDisposableStack();
  const { client } = await served(stack, answering(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${"x".repeat(100)}`));
  client.open([[SETTING.window, 10]]).send(get(1));
  await client.until(() => client.stream(1).body.length === 10, "what the window holds");
  await client.send(ping()).until(() => client.pongs === 1, "the answer to a PING");
  assert.equal(client.stream(1).body.length, 10);
  client.send(windowUpdate(1, 40));
  await client.until(() => client.stream(1).body.length === 50, "what the window holds now");
  await client.send(windowUpdate(1, 50)).outcome(1);
  assert.equal(client.stream(1).body, "x".repeat(100));

  const verdict = Promise.withResolvers<Verdict>();
  const upload = await served(stack, answering(OK), { plan: judgedBy(() => verdict.promise) });
  const content = Buffer.alloc(16_000, "y");
  upload.client.open().send(post(1), ...Array.from({ length: 4 }, () => data(1, content, 0)));
  await upload.client.send(ping()).until(() => upload.client.pongs === 1, "the answer to a PING");
  assert.equal(upload.upstream.received.length, 0);
  verdict.resolve(PASS);
  await upload.upstream.until(() => upload.upstream.received.join("").length > 64_000, "the content");
  upload.client.send(data(1, "", FLAG.endStream));
  await upload.client.outcome(1);
  assert.equal(upload.client.status(1), 200);
});

test("an answer that its client never takes does not hold its stream for ever", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await served(stack, answering(OK));
  client.open([[SETTING.window, 0]]).send(get(1));
  await eventually(() => world.records.length === 1, "the end of the exchange");
  world.pass(EDGE_LIMITS.idleMs - 1);
  assert.equal(client.stream(1).reset, null);
  world.pass(1);
  await client.outcome(1);
  assert.deepEqual([client.status(1), client.stream(1).ended, client.stream(1).reset], [200, false, "INTERNAL_ERROR"]);
});

test("trailers that must not be are refused before the upstream has the whole request", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, upstream } = await served(stack, () => {});
  client.open().send(post(1), data(1, "x", 0));
  await upstream.until(() => upstream.received.join("").endsWith("1\r\nx\r\n"), "the content");
  await client.send(headers(1, [["authorization", "Bearer a"]])).outcome(1);
  assert.equal(client.status(1), 400);
  assert.ok(upstream.received[0]?.endsWith("1\r\nx\r\n"));
});

test("a guard that breaks is 500 on its stream, and a head that can't be read leaves a record", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world } = await served(stack, answering(OK), { plan: judgedBy(() => Promise.reject(new Error("hunter2"))) });
  await client
    .open()
    .send(get(1), get(3, ["x_forwarded_for", "192.0.2.1"]))
    .outcome(1);
  await client.outcome(3);
  assert.deepEqual([client.status(1), client.status(3), client.ended], [500, 400, false]);
  assert.doesNotMatch(client.stream(1).body + JSON.stringify(world.records), /hunter2/u);
  assert.deepEqual(world.records.map(({ outcome, status }) => `${outcome} ${status}`).toSorted(), ["denied 400", "denied 500"]);
});

test("content that is kept whole is bounded for the connection: streams wait for their turn, and each gets it", async () => {
  await using stack = new AsyncDisposableStack();
  const size = 1_050_000;
  const held: (() => void)[] = [];
  let patient = true;
  const { client, world, upstream, connection } = await served(
    stack,
    (socket, text) => {
      if (text.length < size) return;
      if (patient) held.push(() => socket.write(OK));
      else socket.write(OK);
    },
    { plan: { buffersRequest: true, maxBodyBytes: size } },
  );
  // More than is kept at once and waits in windows: 11.5 MB of 8.4 and 1.4.
  const left = new Map(Array.from({ length: 11 }, (_, index) => [2 * index + 1, { window: 65_535, bytes: size }]));
  let seen = 0;
  /** Sends as much as the windows hold. */
  const pour = (): void => {
    for (; seen < client.frames.length; seen++) {
      const update = client.frames[seen];
      const upload = left.get(update?.stream ?? 0);
      if (update?.type === FRAME.windowUpdate && upload !== undefined) upload.window += update.payload.readUInt32BE(0);
    }
    for (const [stream, upload] of left) {
      for (let part = 1; part > 0; ) {
        part = Math.min(16_000, upload.bytes, upload.window);
        upload.bytes -= part;
        upload.window -= part;
        if (part > 0) client.send(data(stream, Buffer.alloc(part), upload.bytes === 0 ? FLAG.endStream : 0));
      }
    }
  };
  const uploads = [...left.values()];
  client.open().send(...[...left.keys()].map((stream) => post(stream)));
  const poured = (holds: () => boolean): (() => boolean) => {
    return () => {
      pour();
      return holds();
    };
  };
  await client.until(
    poured(() => uploads.some(({ bytes }) => bytes === 0)),
    "the first that is whole",
  );
  await upstream.until(() => held.length > 0, "the first at the upstream");
  // Longer than content may stop for: whoever waits is not to blame.
  world.pass(EDGE_LIMITS.betweenBytesMs);
  assert.ok(connection.connection.keptContent < 8_388_608 + size, String(connection.connection.keptContent));
  assert.ok(uploads.some(({ bytes }) => bytes > 0));
  patient = false;
  for (const answer of held) answer();
  await client.until(
    poured(() => [...left.keys()].every((stream) => client.status(stream) > 0)),
    "all answers",
  );
  assert.deepEqual(
    [...left.keys()].map((stream) => client.status(stream)),
    uploads.map(() => 200),
  );
  assert.equal(connection.connection.keptContent, 0);
});
