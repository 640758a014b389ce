import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import type { OpenApiVersion } from "./description.ts";
import { readSchemaDialect } from "./read_schema_dialect.ts";

test("the dialect is OpenAPI's own unless the document names another that we read", () => {
  const rows: readonly (readonly [OpenApiVersion, string, string, number])[] = [
    ["3.0", "a: 1", "openapi-3.0", 0],
    ["3.0", "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema", "openapi-3.0", 0],
    ["3.1", "a: 1", "openapi-3.1", 0],
    ["3.1", "jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base", "openapi-3.1", 0],
    ["3.2", "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema", "2020-12", 0],
    ["3.1", "jsonSchemaDialect: 'http://json-schema.org/draft-04/schema#'", "draft-04", 0],
    ["3.1", "jsonSchemaDialect: 'http://json-schema.org/draft-07/schema#'", "openapi-3.1", 1],
  ];
  for (const [version, text, wanted, issues] of rows) {
    const { description, root } = describeYaml(text, version);
    assert.equal(readSchemaDialect(description, root), wanted, text);
    assert.equal(issuesIn(description).length, issues, text);
  }
  assert.equal(rows.length, 7);
});
