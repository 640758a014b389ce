import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { http2StreamPair } from "../../../test/support/http2_stream.ts";
import { linkStream, type StreamLink } from "./stream_link.ts";

async function linked(stack: AsyncDisposableStack, endsStream: boolean) {
  const pair = await http2StreamPair(stack, endsStream);
  const told: string[] = [];
  const link: StreamLink = {
    exchange: {
      closed: () => void told.push("closed"),
      resumeAnswer: () => void told.push("read"),
      received: (chunk) => void told.push(`received ${chunk.toString()}`),
      ended: () => void told.push("ended"),
      trailers: (raw) => void told.push(`trailers ${raw.join(" ")}`),
    },
  };
  linkStream(pair.server, link, endsStream);
  return { ...pair, link, told };
}

test("content waits until somebody reads it; its trailers are told before its end", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, told } = await linked(stack, false);
  client.on("wantTrailers", () => client.sendTrailers({ "x-last": "1" }));
  client.end("abc");
  await eventually(() => server.readableLength === 3, "the content");
  assert.deepEqual(
    told.filter((each) => each.startsWith("received")),
    [],
  );
  server.resume();
  await eventually(() => told.includes("ended"), "the end");
  assert.deepEqual(told.toSorted(), ["ended", "received abc", "trailers x-last 1"]);
  assert.ok(told.indexOf("trailers x-last 1") < told.indexOf("ended"));
  server.respond({ ":status": 204 }, { endStream: true });
  await eventually(() => told.includes("closed"), "the end of the stream");
  assert.equal(told.at(-1), "closed");
});

test("where no content comes nobody reads the end of it: the library would take the stream for done", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, told } = await linked(stack, true);
  assert.deepEqual([server.listenerCount("data"), server.listenerCount("end")], [0, 0]);
  client.resume();
  server.respond({ ":status": 200 });
  server.end("ok");
  await eventually(() => told.includes("closed"), "the end of the stream");
  assert.deepEqual(told, ["closed"]);
});

test("the client's reading of what waited is told", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, told } = await linked(stack, true);
  server.respond({ ":status": 200 });
  while (server.write(Buffer.alloc(16_384)));
  client.resume();
  await eventually(() => told.includes("read"), "the drain");
});

test("after its exchange has let go of it nothing is told to anybody", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, link, told } = await linked(stack, false);
  link.exchange = null;
  client.write("abc");
  server.resume();
  await eventually(() => server.readableFlowing === true && server.readableLength === 0, "the content to be read");
  client.close();
  await eventually(() => server.closed && server.destroyed, "the end of the stream");
  assert.deepEqual(told, []);
});
