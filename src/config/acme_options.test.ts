import assert from "node:assert/strict";
import { test } from "node:test";
import { acme } from "./acme_options.ts";

const ORDER = { directory: "https://ca.example/dir", hosts: ["a.example"], challenge: "http-01", terms_agreed: true };

test("hosts are canonical names; what is not written is null", () => {
  assert.deepEqual(acme.parse({ ...ORDER, hosts: ["A.Example", "b.example"] }), {
    directory: "https://ca.example/dir",
    email: null,
    hosts: ["a.example", "b.example"],
    challenge: "http-01",
    caFile: null,
  });
});

test("what no authority would issue, or nobody can prove, is an issue at its place", () => {
  const rows: readonly (readonly [change: object, path: string, message: RegExp])[] = [
    [{ directory: "http://ca.example/dir" }, "directory", /`https:` URL/u],
    [{ directory: "https://user:pass@ca.example/dir" }, "directory", /no user, password or fragment/u],
    [{ directory: "nowhere" }, "directory", /`https:` URL/u],
    [{ hosts: [] }, "hosts", /./u],
    [{ hosts: ["*.example"] }, "hosts.0", /wildcard/u],
    [{ hosts: ["192.0.2.1"] }, "hosts.0", /name of a host/u],
    [{ hosts: ["[2001:db8::1]"] }, "hosts.0", /name of a host/u],
    [{ hosts: ["a.example:443"] }, "hosts.0", /name of a host/u],
    [{ hosts: ["../a"] }, "hosts.0", /name of a host/u],
    [{ hosts: ["a.example", "A.example"] }, "hosts", /stands twice/u],
    [{ hosts: Array.from({ length: 101 }, (_unused, index) => `h${index}.example`) }, "hosts", /./u],
    [{ challenge: "dns-01" }, "challenge", /./u],
    [{ email: "nobody" }, "email", /./u],
    [{ terms_agreed: false }, "terms_agreed", /./u],
  ];
  for (const [change, path, message] of rows) {
    const [issue] = acme.safeParse({ ...ORDER, ...change }).error?.issues ?? [];
    assert.deepEqual([issue?.path.join("."), message.test(issue?.message ?? "")], [path, true], JSON.stringify(change));
  }
  assert.equal(rows.length, 14);
});
