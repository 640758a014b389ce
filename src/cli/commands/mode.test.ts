import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import { test, type TestContext } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { mode } from "./mode.ts";

/** An admin API that answers what it is told and keeps what it was asked. */
async function admin(context: TestContext, status: number, body: unknown): Promise<{ readonly address: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      asked.push(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.authorization ?? ""} ${text}`.trim());
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const address = server.address();
  return { address: `127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`, asked };
}

const NOTHING = { guards: ["limits"], overrides: [] };
const SET = { guards: ["limits"], overrides: [{ guard: "limits", mode: "observe", untilMs: 0, setAtMs: 0, by: "token", reason: "why" }] };

function project(context: TestContext): string {
  return folderWith(context, { ...SMALL_PROJECT, ".portcullis/admin-token": "t".repeat(43) });
}

test("modes are shown, set and ended with the gateway's own token", async (context) => {
  const folder = project(context);
  chmodSync(`${folder}/.portcullis/admin-token`, 0o600);
  const bearer = `Bearer ${"t".repeat(43)}`;
  const quiet = await admin(context, 200, NOTHING);
  const shown = await callCommand(mode, ["--admin", quiet.address], folder);
  assert.deepEqual(shown, { code: 0, out: "no mode is overridden; what is configured holds\nguards: limits\n", err: "" });
  assert.equal((await callCommand(mode, ["limits", "--clear", "--admin", quiet.address], folder)).code, 0);
  assert.deepEqual(quiet.asked, [`GET /v1/mode ${bearer}`, `DELETE /v1/mode/limits ${bearer}`]);
  const set = await admin(context, 200, SET);
  const called = await callCommand(mode, ["limits", "observe", "--for", "30m", "--reason", "why", "--admin", set.address], folder);
  assert.deepEqual(called.out.split("\n").slice(0, 2), [
    "guard   mode     until                 set by  reason",
    "limits  observe  1970-01-01T00:00:00Z  token   why",
  ]);
  assert.deepEqual(set.asked, [`POST /v1/mode ${bearer} {"guard":"limits","mode":"observe","for":"30m","reason":"why"}`]);
});

test("who sets one guard of `limits` is told of the other, as long as that one goes on", async (context) => {
  const folder = project(context);
  chmodSync(`${folder}/.portcullis/admin-token`, 0o600);
  const guards = ["limits_before_auth", "limits"];
  const answered = async (overridden: readonly string[], args: readonly string[]): Promise<string> => {
    const overrides = overridden.map((guard) => ({ guard, mode: "observe", untilMs: 0, setAtMs: 0, by: "token", reason: "" }));
    const { address } = await admin(context, 200, { guards, overrides });
    return (await callCommand(mode, [...args, "--admin", address], folder)).out.replaceAll(/\s+/gu, " ");
  };
  const set = (guard: string): readonly string[] => [guard, "observe", "--for", "30m"];
  assert.match(
    await answered(["limits"], set("limits")),
    /limits per address, operation or header are another guard .*: portcullis mode limits_before_auth observe --for 30m $/u,
  );
  assert.match(await answered(["limits_before_auth"], set("limits_before_auth")), /: portcullis mode limits observe --for 30m $/u);
  for (const args of [set("limits"), set("limits_before_auth")]) assert.doesNotMatch(await answered(guards, args), /another guard/u);
  for (const args of [[], ["limits", "--clear"], [...set("limits"), "--output", "json"]])
    assert.doesNotMatch(await answered(["limits"], args), /another guard/u);
});

test("what the gateway refuses is told in its words", async (context) => {
  const folder = project(context);
  chmodSync(`${folder}/.portcullis/admin-token`, 0o600);
  const refusing = await admin(context, 404, { title: "There is no guard with this name", detail: "limits" });
  const called = await callCommand(mode, ["x", "off", "--for", "1m", "--admin", refusing.address], folder);
  assert.deepEqual(called, { code: 1, out: "", err: "the gateway answered 404: There is no guard with this name: limits\n" });
});

test("a token that others may read is not used, and a gateway that does not run is said to be none", async (context) => {
  const folder = project(context);
  chmodSync(`${folder}/.portcullis/admin-token`, 0o644);
  await assert.rejects(callCommand(mode, ["--admin", "127.0.0.1:1"], folder), /can be read or written by other users/u);
  chmodSync(`${folder}/.portcullis/admin-token`, 0o600);
  await assert.rejects(
    callCommand(mode, ["--admin", "127.0.0.1:1"], folder),
    /no gateway answers at http:\/\/127\.0\.0\.1:1; is it running\?/u,
  );
});

test("what can't be meant is a usage error", async (context) => {
  const folder = project(context);
  for (const args of [
    ["limits"],
    ["limits", "on", "--for", "1m"],
    ["limits", "observe"],
    ["limits", "off", "--clear"],
    ["a", "b", "c"],
    ["limits", "off", "--for", "ever"],
  ])
    assert.equal((await callCommand(mode, args, folder)).code, 64, args.join(" "));
  const long = await callCommand(mode, ["limits", "off", "--for", "3d"], folder);
  assert.match(long.err, /^`--for 3d`: a day at most/u);
});
