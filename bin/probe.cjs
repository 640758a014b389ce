#!/usr/bin/env node
"use strict";
// Asks the admin API of a gateway on this machine whether it lives or is ready, for images without a shell: `node probe.cjs readyz [PORT]`.
// Ends with 0 for yes, 1 for no. Plain JavaScript without a dependency, so that it starts fast.
const http = require("http");

const path = process.argv[2];
const port = Number(process.argv[3] || 9090);
if ((path !== "livez" && path !== "readyz") || !(port > 0 && port < 65536)) {
  process.stderr.write("usage: node probe.cjs livez|readyz [PORT]\n");
  process.exit(64);
}
const fail = (reason) => {
  process.stderr.write("not " + (path === "livez" ? "alive" : "ready") + ": " + reason + "\n");
  process.exit(1);
};
const request = http.get({ host: "127.0.0.1", port: port, path: "/" + path, timeout: 2000, agent: false }, (response) => {
  response.resume();
  if (response.statusCode === 200) process.exit(0);
  fail("it answers " + response.statusCode);
});
request.on("timeout", () => fail("no answer within 2 s"));
request.on("error", (error) => fail(error.code || error.message));
