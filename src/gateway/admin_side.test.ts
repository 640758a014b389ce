import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { adminPorts } from "../../test/support/admin_ports.ts";
import { configOf } from "../../test/support/configuration.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import { AdminSide } from "./admin_side.ts";

function side(context: TestContext): AdminSide {
  const made = new AdminSide(adminPorts().ports, assert.ifError);
  context.after(() => made.close());
  return made;
}

const sources = (folder: string, admin: unknown) => ({ config: configOf({ admin }), folder, adminTls: null });

test("it listens where the configuration says, with its token in the state folder, until it is closed", async (context) => {
  const folder = temporaryFolder(context);
  const admin = side(context);
  assert.deepEqual([admin.port, admin.open], [null, null]);
  assert.equal(await admin.start(sources(folder, "127.0.0.1:0"), new InheritedSockets()), null);
  const token = readFileSync(join(folder, ".portcullis", "admin-token"), "utf8").trim();
  const ask = (): Promise<Response> =>
    fetch(`http://127.0.0.1:${admin.port}/metrics`, { headers: { connection: "close", authorization: `Bearer ${token}` } });
  assert.equal((await ask()).status, 200);
  await admin.close();
  await assert.rejects(ask());
});

test("where none is configured nothing is opened and nothing made", async (context) => {
  const folder = temporaryFolder(context);
  const admin = side(context);
  assert.equal(await admin.start(sources(folder, "off"), new InheritedSockets()), null);
  assert.deepEqual([admin.port, admin.open, existsSync(join(folder, ".portcullis"))], [null, null, false]);
  await admin.leave();
});

test("an address that is taken is an issue that names it, at the key that does", async (context) => {
  const folder = temporaryFolder(context);
  const first = side(context);
  await first.start(sources(folder, "127.0.0.1:0"), new InheritedSockets());
  const second = side(context);
  const issue = await second.start(sources(folder, `127.0.0.1:${first.port}`), new InheritedSockets());
  assert.deepEqual([issue?.severity, issue?.code, issue?.pointer], ["error", "listen.failed", "/admin"]);
  assert.ok(issue?.message.includes(`127.0.0.1:${first.port}`));
  assert.deepEqual([second.port, second.open], [null, null]);
});

test("once it was left to a successor there is none to hand over, and closing it is nothing", async (context) => {
  const admin = side(context);
  await admin.start(sources(temporaryFolder(context), "127.0.0.1:0"), new InheritedSockets());
  const { port } = admin;
  assert.notEqual(admin.open, null);
  await admin.leave();
  assert.equal(admin.open, null);
  assert.equal(admin.port, port);
  await admin.close();
});
