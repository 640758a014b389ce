import assert from "node:assert/strict";
import { test } from "node:test";
import { GRPC_EXTENSION } from "../adapters/grpc_services.ts";
import { loadDocument } from "../openapi/document.ts";
import { serviceDocument } from "./service_document.ts";

const SERVICES = [
  {
    name: "shop.v1.Orders",
    methods: [
      { name: "Get", clientStreams: false, serverStreams: false },
      { name: "Watch", clientStreams: false, serverStreams: true },
    ],
  },
  { name: "Bare", methods: [{ name: "__proto__", clientStreams: true, serverStreams: false }] },
];

test("each method is a POST of its path, named by service and method, and says which side streams", async () => {
  const bytes = Buffer.from(JSON.stringify(serviceDocument("shop", SERVICES)));
  const loaded = await loadDocument("grpc:services", { read: () => Promise.resolve(bytes) }, { extensions: [GRPC_EXTENSION] });
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.issues, []);
  assert.deepEqual(
    loaded.value.operations.map(({ id, method, template, extensions }) => [id, method, template, extensions["x-portcullis-grpc"]]),
    [
      ["shop.v1.Orders.Get", "POST", "/shop.v1.Orders/Get", { clientStreams: false, serverStreams: false }],
      ["shop.v1.Orders.Watch", "POST", "/shop.v1.Orders/Watch", { clientStreams: false, serverStreams: true }],
      ["Bare.__proto__", "POST", "/Bare/__proto__", { clientStreams: true, serverStreams: false }],
    ],
  );
  const [get] = loaded.value.operations;
  assert.deepEqual(
    get?.requestBody?.content.map(({ range }) => range),
    ["application/grpc", "application/grpc+proto"],
  );
  assert.equal(get?.requestBody?.required, true);
});
