import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import tls from "node:tls";
import { Authority } from "../../../test/support/authority.ts";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { startTestEdge } from "../../../test/support/edge.ts";
import { testListener } from "../../../test/support/listener.ts";
import { RawClient } from "../../../test/support/raw_client.ts";
import { tlsMaterial } from "../../../test/support/tls_material.ts";
import type { Listener } from "../listener/listener.ts";
import { Challenges } from "./challenges.ts";

const letGo = async (listener: Listener): Promise<void> => void (await listener.drain(0));

/** Names of the certificate that is shown, what ALPN agreed on, and whether the connection ended by itself; or why there was no handshake. */
function ask(port: number, servername: string, ALPNProtocols: string[]): Promise<string> {
  return new Promise((resolve) => {
    let told = "";
    const socket = tls.connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false, ALPNProtocols }, () => {
      told = `${socket.getPeerX509Certificate()?.subjectAltName ?? "none"} ${String(socket.alpnProtocol)}`;
      if (socket.alpnProtocol !== "acme-tls/1") socket.destroy();
    });
    socket.resume();
    socket.on("error", (error) => (told ||= `refused: ${error.message}`));
    socket.on("close", () => resolve(told === "" ? "refused" : told));
  });
}

test("the certificate of a challenge is shown for its host, on `acme-tls/1` alone, while it is pending", async () => {
  await using stack = new AsyncDisposableStack();
  const { edge } = startTestEdge(stack);
  const challenges = new Challenges();
  const own = makeCertificate();
  const listener = stack.adopt(testListener(edge, { tls: tlsMaterial(own, { awaited: ["new.test"] }) }, challenges.validation), letGo);
  const port = await listener.listen();
  const names = new X509Certificate(own.cert).subjectAltName ?? "";
  assert.match(await ask(port, "new.test", ["acme-tls/1"]), /^refused/u);
  {
    using _shown = challenges.validation.show("new.test", new Authority().issue({ name: "new.test", hosts: ["new.test"] }));
    assert.equal(await ask(port, "new.test", ["acme-tls/1"]), "DNS:new.test acme-tls/1");
    assert.equal(await ask(port, "NEW.test", ["acme-tls/1"]), "DNS:new.test acme-tls/1");
    assert.match(await ask(port, "api.test", ["acme-tls/1"]), /^refused/u);
    assert.equal(await ask(port, "api.test", ["http/1.1", "acme-tls/1"]), `${names} http/1.1`);
    assert.match(await ask(port, "new.test", ["http/1.1"]), /^refused/u);
  }
  assert.match(await ask(port, "new.test", ["acme-tls/1"]), /^refused/u);
  assert.equal(await ask(port, "api.test", ["http/1.1"]), `${names} http/1.1`);
});

test("a token is told under its host, by GET, without TLS, while it is pending; everything else goes the normal way", async () => {
  await using stack = new AsyncDisposableStack();
  const world = startTestEdge(stack, { target: { port: 9 } });
  const challenges = new Challenges();
  const receive = { ...world.edge.receive, challengeAnswer: challenges.answerTo };
  const listener = stack.adopt(testListener({ ...world.edge, receive }), letGo);
  const port = await listener.listen();
  const status = async (host: string, path: string, method: string = "GET"): Promise<string> => {
    const client = stack.use(await RawClient.connect(port));
    client.send(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const text = await client.rest();
    return `${text.slice(9, 12)} ${text.slice(text.indexOf("\r\n\r\n") + 4)}`;
  };
  const path = "/.well-known/acme-challenge/tok-en_1";
  {
    using _shown = challenges.showToken("new.test", "tok-en_1", "tok-en_1.thumbprint");
    assert.equal(await status("new.test", path), "200 tok-en_1.thumbprint");
    assert.equal(world.records.at(-1)?.outcome, "answered");
    const strangers = [
      ["other.test", path, "GET"],
      ["new.test", `${path}x`, "GET"],
      ["new.test", `${path}/`, "GET"],
      ["new.test", `${path}?a=1`, "GET"],
      ["new.test", "/.well-known/acme-challenge/", "GET"],
      ["new.test", path, "POST"],
    ] as const;
    for (const [host, at, method] of strangers) assert.match(await status(host, at, method), /^5/u, `${method} ${host}${at}`);
    assert.equal(strangers.length, 6);
  }
  assert.match(await status("new.test", path), /^5/u);
});
