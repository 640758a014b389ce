/** How large a body of an operation may be (DESIGN section 1.6), and what is said of a size that could never be judged. */
import type { ApiOptions } from "../config/api_options.ts";
import type { ConfigIssue } from "../config/read_config.ts";
import { STEPS_PER_MS } from "../kernel/budget.ts";
import type { Operation } from "../openapi/operation.ts";
import { overrideOf, writtenName } from "./applied_options.ts";

const MEGABYTE = 1_048_576;
/** Body defaults: forms 256 KB, everything else 1 MB. */
const FORM_BYTES = 262_144;
/** No bound of the whole. */
export const UNBOUNDED_BYTES: number = Number.MAX_SAFE_INTEGER;

/** The most bytes, decoded, of a body of the operation. */
export function maxBodyBytes(options: ApiOptions, operation: Operation): number {
  return overrideOf(options, operation).maxBodyBytes ?? options.maxBodyBytes ?? defaultMaxBody(operation);
}

/**
 * Warns where JSON may be larger than the work budget reaches: to read it costs a step a byte at least, so a larger body is refused in any case. Judging goes on in one
 * go, and nobody else is served meanwhile, which is why the budget and not this size is what to think about.
 */
export function bodySizeIssue(
  options: ApiOptions,
  operation: Operation,
  budgetSteps: number,
  path: readonly PropertyKey[],
): ConfigIssue | null {
  const bytes = maxBodyBytes(options, operation);
  if (bytes <= budgetSteps || !operation.requestBody?.content.some(({ range }) => isJson(range))) return null;
  const own = overrideOf(options, operation).maxBodyBytes !== null;
  const where = own ? ["operations", writtenName(options.operations, operation) ?? "", "max_body"] : ["max_body"];
  const message =
    `JSON of more than ${budgetSteps} bytes is refused in any case, for \`protocol.work_budget\` allows no more steps; lower \`max_body\`, ` +
    `or raise the budget and accept that one body keeps all other calls waiting for ${Math.ceil(bytes / STEPS_PER_MS)} ms and more`;
  return { severity: "warning", code: "max_body.beyond_budget", message, path: [...path, ...where] };
}

function isJson(range: string): boolean {
  return range === "application/json" || range.endsWith("+json");
}

function defaultMaxBody(operation: Operation): number {
  // Messages of gRPC are bounded one by one, and a stream may have any number of them.
  if (operation.extensions["x-portcullis-grpc"] !== undefined) return UNBOUNDED_BYTES;
  const content = operation.requestBody?.content ?? [];
  const formsOnly =
    content.length > 0 && content.every(({ range }) => range === "application/x-www-form-urlencoded" || range === "multipart/form-data");
  return formsOnly ? FORM_BYTES : MEGABYTE;
}
