import assert from "node:assert/strict";
import { test } from "node:test";
import { apiPlan, generationOf, operation, operationPlan, TARGET } from "../../../test/support/plans.ts";
import type { Guard } from "../../kernel/guard.ts";
import { PASS } from "../../kernel/verdict.ts";
import { summariseApis } from "./api_summary.ts";

const UPSTREAM = `${TARGET.scheme}://${TARGET.authority}${TARGET.basePath}`;

test("an API is summed up by who may call how many operations, and what only observes", async () => {
  const observing: Guard<"route"> = { name: "size", phase: "route", mode: "observe", onError: "deny", check: () => PASS };
  const plans = {
    a: operationPlan({ access: "anyone" }),
    b: operationPlan({ access: "key", guards: { head: [], route: [observing], identity: [], body: [], response: [] } }),
    c: operationPlan({ access: "key", authMode: "observe" }),
  };
  const operations = ["a", "b", "c"].map((id) => operation({ id }));
  const described = apiPlan({ name: "one", operations, planOf: ({ id }) => plans[id === "a" ? "a" : id === "b" ? "b" : "c"] });
  const any = apiPlan({ name: "two", anyOperation: operation({ id: "any" }), plan: plans.a });
  assert.deepEqual(await summariseApis(generationOf([described, any])), [
    {
      name: "one",
      upstream: UPSTREAM,
      operations: 3,
      unvalidated: false,
      access: [
        { who: "key", operations: 2 },
        { who: "anyone", operations: 1 },
      ],
      observing: [
        { guard: "authn", operations: 1 },
        { guard: "size", operations: 1 },
      ],
    },
    {
      name: "two",
      upstream: UPSTREAM,
      operations: 0,
      unvalidated: true,
      access: [{ who: "anyone", operations: 1 }],
      observing: [],
    },
  ]);
});
