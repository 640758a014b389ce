/** The page on WebSockets holds: its document and its configuration are put into force and do what it says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { CLOSE } from "../../src/message/websocket/close.ts";
import { startTestGateway } from "../support/gateway.ts";
import { exchangeRaw } from "../support/raw_client.ts";
import { FrameClient, opening } from "../support/websocket_client.ts";
import { TEXT } from "../support/websocket_frames.ts";
import { startWebSocketServer } from "../support/websocket_server.ts";

const PAGE = readFileSync(new URL("../../docs/websockets.md", import.meta.url), "utf8");
const [documentText = "", configText = "", ...others] = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)].map(([, block]) => block ?? "");
const api = z.looseObject({ upstream: z.looseObject({}) });

test("the page's document, with and without the page's configuration", async () => {
  assert.equal(others.length, 0);
  const document = z.looseObject({}).parse(parse(documentText));
  const config = z.looseObject({ apis: z.tuple([api]) }).parse(parse(configText));
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startWebSocketServer(), (each) => each.close());
  const [written] = config.apis;
  const { openapi: _, ...rest } = { openapi: "", ...written };
  const configured = { ...rest, upstream: { ...written.upstream, url: upstream.base } };
  for (const [extra, foreign] of [
    [{}, 403],
    [configured, 101],
  ] as const) {
    const gateway = stack.adopt(await startTestGateway({ document, upstream: upstream.base, api: extra }), (each) => each.close());
    assert.equal((await exchangeRaw(gateway.port, opening("/live", { Origin: "https://app.example" }))).status, foreign);
    await using client = await FrameClient.open(gateway.port, "/live");
    client.send({ opcode: TEXT, payload: '{"op":"add","card":"Milk"}' });
    assert.equal((await client.first(1))[0]?.payload.toString(), '{"op":"add","card":"Milk"}');
    client.send({ opcode: TEXT, payload: '{"op":"drop"}' });
    assert.equal((await client.closed()).code, 1008);
    const record = await gateway.record(({ code }) => code === "message_refused");
    assert.equal(record.findings[0]?.place, "client_message:/op");
  }
});

test("the codes that the page lists are those that the gateway gives", () => {
  const listed = [...PAGE.matchAll(/^\| (1\d{3}) \|/gmu)].map(([, code]) => Number(code));
  const { normal: _, ...given } = CLOSE;
  assert.deepEqual(listed, Object.values(given));
});
