/** An API of gRPC services: what declares them, and what bounds their messages and calls. */
import { z } from "zod";
import { duration, size } from "./quantity.ts";

export interface GrpcOptions {
  /** `.proto` sources or descriptor sets, relative to the configuration file; at least one. */
  readonly files: readonly string[];
  /** Longest message, either way. */
  readonly maxMessageBytes: number;
  /** Longest call, whatever deadline its caller asks for. */
  readonly maxCallMs: number;
}

const DEFAULTS = { maxMessageBytes: 4_194_304, maxCallMs: 3_600_000 } as const;
const file = z.string().min(1);

/** `grpc: ./orders.proto`, a list, or the long form. */
export const grpc: z.ZodType<GrpcOptions> = z.union([
  file.transform((one) => ({ ...DEFAULTS, files: [one] })),
  z
    .array(file)
    .min(1)
    .transform((files) => ({ ...DEFAULTS, files })),
  z
    .strictObject({
      files: z.array(file).min(1).describe("`.proto` files, or descriptor sets as `protoc --descriptor_set_out` writes them"),
      max_message: size.prefault("4MB").describe("longest message, either way"),
      max_call: duration.prefault("1h").describe("longest call, whatever deadline its caller asks for"),
    })
    .transform((long) => ({ files: long.files, maxMessageBytes: long.max_message, maxCallMs: long.max_call })),
]);
