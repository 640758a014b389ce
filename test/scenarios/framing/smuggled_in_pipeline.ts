/** The classic: a good request, then one whose end is ambiguous and whose content is a request of its own. */
import assert from "node:assert/strict";
import type { CallScenario } from "../scenario.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a request inside the content of an ambiguous one, pipelined",
  category: "framing",
  owasp: "API8:2023",
  attack: async (world) => {
    await using client = await world.connect();
    client.send("GET /raw HTTP/1.1\r\nHost: api.example\r\n\r\n");
    client.send(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    client.send("0\r\n\r\nGET /files/smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n");
    assert.equal((await client.answer()).status, 200);
    const answer = await client.answer();
    assert.equal(await client.rest(), "", "the request inside is not answered");
    return answer;
  },
  expect: {
    status: 400,
    code: "length_and_chunked",
    by: "framing",
    finding: "framing.length_and_chunked",
    place: "header:transfer-encoding",
  },
  mayPass: 1,
  twin: (world) =>
    world.rawTwin(
      "POST /raw HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      { method: "POST", url: "/raw", body: "hello" },
    ),
};
