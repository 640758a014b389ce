import assert from "node:assert/strict";
import { test } from "node:test";
import descriptor from "protobufjs/ext/descriptor.js";
import { readGrpcServices } from "./grpc_services.ts";

const PROTO = `
syntax = "proto3";
package shop.v1;
import "google/protobuf/empty.proto";
message Order { string id = 1; }
service Orders {
  rpc Get (Order) returns (Order);
  rpc Watch (Order) returns (stream Order);
}
service Audit { rpc Import (stream Order) returns (google.protobuf.Empty); }
`;

const WANTED = [
  {
    name: "shop.v1.Orders",
    methods: [
      { name: "Get", clientStreams: false, serverStreams: false },
      { name: "Watch", clientStreams: false, serverStreams: true },
    ],
  },
  { name: "shop.v1.Audit", methods: [{ name: "Import", clientStreams: true, serverStreams: false }] },
];

test("a source and its descriptor set declare the same services, whatever they import", () => {
  assert.deepEqual(readGrpcServices("a.proto", Buffer.from(PROTO)), WANTED);
  const file = {
    name: "a.proto",
    package: "shop.v1",
    service: [
      {
        name: "Orders",
        method: [
          { name: "Get", inputType: ".shop.v1.Order", outputType: ".shop.v1.Order" },
          { name: "Watch", inputType: ".shop.v1.Order", outputType: ".shop.v1.Order", serverStreaming: true },
        ],
      },
      { name: "Audit", method: [{ name: "Import", inputType: ".shop.v1.Order", outputType: ".shop.v1.Order", clientStreaming: true }] },
    ],
  };
  const set = descriptor.FileDescriptorSet.fromObject({ file: [file] });
  assert.deepEqual(readGrpcServices("a.pb", descriptor.FileDescriptorSet.encode(set).finish()), WANTED);
});

test("what declares no service, or is neither, says so", () => {
  assert.throws(() => readGrpcServices("a.proto", Buffer.from('syntax = "proto3"; message A {}')), /no service/u);
  assert.throws(() => readGrpcServices("a.proto", Buffer.from("service {")), /illegal|line 1/u);
  assert.throws(() => readGrpcServices("a.pb", Buffer.from("not a descriptor set")));
  assert.throws(() => readGrpcServices("a.pb", new Uint8Array(0)), /no service/u);
});
