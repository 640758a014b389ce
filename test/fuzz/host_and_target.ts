/** Host and request-target: a canonical host is a fixed point, and a path or query found is text of the target. */
import assert from "node:assert/strict";
import { parseHost, toHostText } from "../../src/message/host.ts";
import { parseTarget } from "../../src/message/target.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "host_and_target",
  run(bytes) {
    const text = latin1Text(bytes);
    const host = parseHost(text);
    if (!("problem" in host)) {
      const canonical = toHostText(host);
      assert.deepEqual(parseHost(canonical), host);
      assert.ok(URL.canParse(`http://${canonical}/`), "any URL reader takes it");
      const absolute = parseTarget(`http://${text}/a?b`, "GET", "http", host);
      assert.deepEqual(absolute, { kind: "resource", path: "/a", query: "b" });
    }
    const parsed = parseTarget(text, "GET", "http", { name: "example.com", port: null });
    if ("problem" in parsed) return;
    assert.equal(parsed.kind, "resource");
    if (parsed.kind !== "resource") return;
    assert.ok(parsed.path.startsWith("/") && !parsed.path.includes("?"));
    const rest = parsed.query === null ? parsed.path : `${parsed.path}?${parsed.query}`;
    assert.ok(text.endsWith(rest) || text.endsWith(rest.slice(1)));
  },
};
