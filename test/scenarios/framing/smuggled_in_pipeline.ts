/** The classic: a good request, then one whose end is ambiguous and whose content is a request of its own. */
import assert from "node:assert/strict";
import type { CallScenario } from "../scenario.ts";
import { chunked, malformed, postOctets } from "./octets.ts";

export const scenario: CallScenario = {
  kind: "call",
  name: "a request inside the content of an ambiguous one, pipelined",
  category: "framing",
  owasp: "API8:2023",
  attack: async (world) => {
    await using client = await world.connect();
    client.send("GET /raw HTTP/1.1\r\nHost: api.example\r\n\r\n");
    client.send(postOctets("Content-Length: 4\r\nTransfer-Encoding: chunked", ""));
    client.send("0\r\n\r\nGET /files/smuggled HTTP/1.1\r\nHost: api.example\r\n\r\n");
    assert.equal((await client.answer()).status, 200);
    const answer = await client.answer();
    assert.equal(await client.rest(), "", "the request inside is not answered");
    return answer;
  },
  expect: malformed("length_and_chunked", "header:transfer-encoding"),
  mayPass: 1,
  twin: chunked,
};
