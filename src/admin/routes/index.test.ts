import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { ADMIN_ROUTES } from "./index.ts";

test("the routes are those of the OpenAPI document, and the document opens only the open ones", () => {
  const document = z
    .object({
      security: z.array(z.unknown()),
      paths: z.record(
        z.string(),
        z.record(z.string(), z.looseObject({ operationId: z.string(), security: z.array(z.unknown()).optional() })),
      ),
    })
    .parse(parse(readFileSync(new URL("../openapi.yaml", import.meta.url), "utf8")));
  const declared = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(
    ADMIN_ROUTES.map(({ method, path }) => `${method} ${path}`),
    declared,
  );
  assert.equal(document.security.length, 1);
  const open = Object.entries(document.paths).filter(([, item]) =>
    Object.values(item).some((operation) => operation.security?.length === 0),
  );
  assert.deepEqual(
    open.map(([path]) => path),
    ["/livez", "/readyz"],
  );
});
