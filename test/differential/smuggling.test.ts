/** Attempts at request smuggling through the gateway, behind nginx and before nginx, apache2 and haproxy: what the backend saw is what the gateway recorded, one to one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { skipWithout } from "../support/servers.ts";
import { attemptOf, textOf } from "./smuggling/attempt.ts";
import { runCampaign } from "./smuggling/campaign.ts";
import { shrink } from "./smuggling/shrink.ts";
import { startWeakGateway } from "./smuggling/weak_gateway.ts";

/** A small share; `npm run fuzz -- smuggling` is the whole. */
const ATTEMPTS = 400;
const SEED = 20_261_124;
const skip = skipWithout("nginx") || skipWithout("apache2") || skipWithout("haproxy");

test("no attempt slips: each request at the backend is one that the gateway recorded, with the same bytes", { skip }, async () => {
  const reports = await runCampaign({ attempts: ATTEMPTS, seed: SEED });
  assert.equal(reports.length, 8);
  for (const { name, attempts, matched, slips, violations, ends } of reports) {
    assert.deepEqual({ name, slips, violations }, { name, slips: [], violations: [] });
    assert.equal(attempts, ATTEMPTS);
    const refused = [...ends].filter(([end]) => end.startsWith("denied ")).length;
    assert.ok(matched > ATTEMPTS / 3 && refused > 5, `${name}: ${matched} came through, refused for ${refused} reasons`);
  }
});

test("through a careless gateway attempts slip, and a short one that does is found", { skip }, async () => {
  const [report] = await runCampaign({
    attempts: 4 * ATTEMPTS,
    seed: SEED,
    topologies: ["before haproxy"],
    handlings: ["judged"],
    startGateway: startWeakGateway,
    enough: 8,
    trials: 30,
  });
  const slips = report?.slips ?? [];
  // Which of them slip, and what is seen of it first, depends on how reads fall; that some do, and that a short one is found, does not.
  assert.ok(slips.length > 0, "nothing slips through a gateway that reads carelessly: the campaign sees nothing");
  for (const { violations } of slips) assert.ok(violations.length > 0);
  const shortened = slips.filter(({ attempt, shortest }) => shortest.length < textOf(attemptOf(SEED, attempt)).length);
  assert.ok(shortened.length > 0, JSON.stringify(slips));
});

test("a text is made as short as still fails", async () => {
  const shortest = await shrink("aaaa-bad-aaaa-worse", (text) => Promise.resolve(text.includes("b") && text.includes("w")), 1_000);
  assert.equal(shortest, "bw");
});

test("the same seed and number make the same attempt, others another", () => {
  assert.deepEqual(attemptOf(7, 3), attemptOf(7, 3));
  const texts = new Set(Array.from({ length: 500 }, (_, index) => textOf(attemptOf(7, index))));
  assert.ok(texts.size > 480, `${texts.size} of 500 differ`);
});
