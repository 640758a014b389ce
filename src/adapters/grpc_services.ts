/** The services that a `.proto` source or a FileDescriptorSet declares (as `protoc --descriptor_set_out` writes it); of messages nothing is read. */
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor.js";
import { z } from "zod";
import type { GrpcService, GrpcServiceMethod } from "../grpc/service_document.ts";
import type { Extension } from "../openapi/extensions.ts";

/** What marks the methods in the document that is made of services; in a document of a user's it is unknown. */
export const GRPC_EXTENSION: Extension = {
  key: "x-portcullis-grpc",
  on: ["operation"],
  value: z.strictObject({ clientStreams: z.boolean(), serverStreams: z.boolean() }),
  summary: "the operation is a method of gRPC, and which sides stream",
};

/** Throws with what is wrong where the bytes are neither, or declare no service. */
export function readGrpcServices(fileName: string, bytes: Uint8Array): readonly GrpcService[] {
  const services = fileName.endsWith(".proto") ? ofSource(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) : ofDescriptors(bytes);
  if (services.length === 0) throw new Error("it declares no service");
  return services;
}

function ofSource(text: string): readonly GrpcService[] {
  const { root } = protobuf.parse(text, { keepCase: true });
  const found: GrpcService[] = [];
  const walk = (namespace: protobuf.NamespaceBase): void => {
    for (const nested of namespace.nestedArray) {
      if (nested instanceof protobuf.Service)
        found.push({ name: nested.fullName.replace(/^\./u, ""), methods: nested.methodsArray.map(methodOf) });
      else if (nested instanceof protobuf.Namespace) walk(nested);
    }
  };
  walk(root);
  return found;
}

function methodOf({ name, requestStream, responseStream }: protobuf.Method): GrpcServiceMethod {
  return { name, clientStreams: requestStream === true, serverStreams: responseStream === true };
}

function ofDescriptors(bytes: Uint8Array): readonly GrpcService[] {
  const set: unknown = descriptor.FileDescriptorSet.toObject(descriptor.FileDescriptorSet.decode(bytes), { defaults: true });
  return members(set, "file").flatMap((file) => {
    const prefix = text(file, "package");
    return members(file, "service").map((service) => ({
      name: prefix === "" ? text(service, "name") : `${prefix}.${text(service, "name")}`,
      methods: members(service, "method").map((method) => ({
        name: text(method, "name"),
        clientStreams: value(method, "clientStreaming") === true,
        serverStreams: value(method, "serverStreaming") === true,
      })),
    }));
  });
}

function value(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
}

function members(of: unknown, name: string): readonly unknown[] {
  const list = value(of, name);
  return Array.isArray(list) ? list : [];
}

function text(of: unknown, name: string): string {
  const found = value(of, name);
  return typeof found === "string" ? found : "";
}
