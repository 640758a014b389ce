import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDocument } from "../../openapi/document.ts";
import { draftAuth } from "./draft_auth.ts";
import { sampleCall } from "./sample_call.ts";

test("the sample is the first protected read that asks for no parameters", async () => {
  const get = (extra: object = {}): object => ({ get: { security: [{ key: [] }], responses: {}, ...extra } });
  const required = (where: string) => ({ parameters: [{ name: "q", in: where, required: true, schema: {} }] });
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/things/{q}": get(required("path")),
      "/search": get(required("query")),
      "/open": get({ security: [] }),
      "/made": { post: { security: [{ key: [] }], responses: {} } },
      "/mine": get({ parameters: [{ name: "page", in: "query", schema: {} }] }),
      "/other": get(),
    },
    components: { securitySchemes: { key: { type: "apiKey", in: "cookie", name: "sid" } } },
  });
  const loaded = await loadDocument("a.json", { read: () => Promise.resolve(new TextEncoder().encode(text)) });
  assert.ok(loaded.ok);
  const call = sampleCall(loaded.value, draftAuth(loaded.value, null));
  assert.deepEqual([call?.path, call?.credential], ["/mine", "key"]);
  assert.equal(call?.curl("http://h", "$KEY"), `curl -i http://h/mine -b sid="$KEY"`);
});
