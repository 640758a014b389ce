import assert from "node:assert/strict";
import { test } from "node:test";
import { folderWith } from "../../test/support/command_io.ts";
import { readSystemFacts } from "./system_facts.ts";

test("limits are read as Linux writes them; the tightest control group on the way up counts", (context) => {
  const root = folderWith(context, {
    "proc/self/limits":
      "Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\n",
    "proc/sys/net/core/somaxconn": "4096\n",
    "proc/self/cgroup": "0::/system.slice/portcullis.service\n",
    "sys/fs/cgroup/system.slice/memory.max": "536870912\n",
    "sys/fs/cgroup/system.slice/portcullis.service/memory.max": "max\n",
  });
  const { openFiles, somaxconn, cgroupBytes } = readSystemFacts(root);
  assert.deepEqual({ openFiles, somaxconn, cgroupBytes }, { openFiles: 1024, somaxconn: 4096, cgroupBytes: 536_870_912 });
});

test("what a system does not tell is null, and version 1's largest number is no limit", (context) => {
  const silent = readSystemFacts(folderWith(context, { empty: "" }));
  assert.deepEqual([silent.openFiles, silent.somaxconn, silent.cgroupBytes], [null, null, null]);
  const old = folderWith(context, { "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n" });
  assert.equal(readSystemFacts(old).cgroupBytes, null);
  assert.ok(readSystemFacts().memoryBytes > 0 && readSystemFacts().heapBytes > 0);
});
