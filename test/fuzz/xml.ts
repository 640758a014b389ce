/** XML: never throws; what is accepted, written again and read again, is the same tree; steps are a byte each. */
import assert from "node:assert/strict";
import { DEFAULT_XML_LIMITS, parseXml } from "../../src/codec/xml.ts";
import { WorkBudget } from "../../src/kernel/budget.ts";
import { writeXml } from "../support/write_xml.ts";
import type { FuzzTarget } from "./target.ts";

/** Namespaces declared anew on each element and attribute when written; the reserved one can't be. */
const RESERVED = "http://www.w3.org/XML/1998/namespace";

export const target: FuzzTarget = {
  name: "xml",
  run(bytes) {
    const budget = new WorkBudget(10_000_000);
    const root = parseXml(bytes, DEFAULT_XML_LIMITS, budget);
    assert.equal(budget.spent, bytes.length);
    if ("refused" in root) {
      assert.ok(root.offset >= 0 && root.offset <= bytes.length);
      return;
    }
    const written = writeXml(root);
    if (written.includes(RESERVED)) return;
    const limits = { ...DEFAULT_XML_LIMITS, maxAttributes: 200, maxNodes: 1_000_000 };
    assert.deepEqual(parseXml(new TextEncoder().encode(written), limits, new WorkBudget(10_000_000)), root);
  },
};
