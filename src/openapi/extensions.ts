/** The `x-portcullis-*` extensions of OpenAPI documents: one table. A key with the prefix that is not in it is an error, not a remark. */
import { z } from "zod";

/** OpenAPI objects that extensions of ours may stand in. */
export type ExtensionHost = "document" | "pathItem" | "operation" | "parameter";

export interface Extension {
  readonly key: string;
  readonly on: readonly ExtensionHost[];
  /** Decodes the value; what it describes belongs to the feature that reads it. */
  readonly value: z.ZodType;
  readonly summary: string;
}

/** What is known without any feature's help. Features that read more give their rows to `loadDocument`. */
export const EXTENSIONS: readonly Extension[] = [
  {
    key: "x-portcullis-multi-segment",
    on: ["parameter"],
    value: z.boolean(),
    summary: "a path parameter whose value may contain slashes and take several segments",
  },
  {
    key: "x-portcullis-public",
    on: ["operation", "pathItem"],
    value: z.boolean(),
    summary: "the operation needs no authentication, like `security: []`",
  },
  {
    key: "x-portcullis-limits",
    on: ["pathItem", "operation"],
    value: z.unknown(),
    summary: "rate limits, as under `limits` in the configuration",
  },
  {
    key: "x-portcullis-cost",
    on: ["operation"],
    value: z.int().min(1),
    summary: "what one call counts against rate limits",
  },
  {
    key: "x-portcullis-priority",
    on: ["operation"],
    value: z.enum(["critical", "normal", "sheddable"]),
    summary: "what is refused first when the gateway can't keep up: `sheddable`, then `normal`, and `critical` last",
  },
  {
    key: "x-portcullis-websocket",
    on: ["operation"],
    // Decoded by the guard that reads it, as under the key of the configuration.
    value: z.union([z.boolean(), z.record(z.string(), z.unknown())]),
    summary: "the operation opens a WebSocket: `true`, or what may pass over it, as under `websocket` in the configuration",
  },
];

export interface ExtensionFault {
  readonly code: string;
  /** Path below the extension's key. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong with `key: value` on `host`; empty when nothing is. */
export function checkExtension(
  rows: ReadonlyMap<string, Extension>,
  host: ExtensionHost | null,
  key: string,
  value: unknown,
): readonly ExtensionFault[] {
  const row = rows.get(key);
  if (row === undefined) {
    return [
      {
        code: "openapi.unknown_extension",
        path: [],
        message: `the extension \`${key}\` is not known; known are ${[...rows.keys()].join(", ")}`,
      },
    ];
  }
  if (host === null || !row.on.includes(host)) {
    return [
      {
        code: "openapi.misplaced_extension",
        path: [],
        message: `the extension \`${key}\` has no meaning here; it belongs on ${row.on.join(" or ")}`,
      },
    ];
  }
  const decoded = row.value.safeParse(value);
  if (decoded.success) return [];
  return decoded.error.issues.map((issue) => ({
    code: "openapi.extension_value",
    path: issue.path.map((step) => (typeof step === "number" ? step : String(step))),
    message: `the value of \`${key}\` is wrong (${issue.message.toLowerCase()}); it says: ${row.summary}`,
  }));
}
