/** `attack_process.ts NAME PORT SECONDS`: plays an attack from many addresses of this machine for so long and says, as one line of JSON, what became of its connections. */
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ATTACKS, play } from "./attacks.ts";

/** As many connections from one address as the gateway takes by default. */
const PER_ADDRESS = 500;
const REOPEN_MS = 50;

const [name, port, seconds] = process.argv.slice(2);
const attack = ATTACKS.find((each) => each.name === name);
if (attack === undefined) throw new Error(`no attack is called ${name}`);
const startMs = performance.now();
const endMs = startMs + Number(seconds) * 1_000;
let opened = 0;
/** When connections that the gateway ended had begun and ended, in milliseconds between. */
const lives: number[] = [];
const open = new Set<net.Socket>();

function connect(index: number): void {
  const localAddress = `127.0.${1 + Math.floor(index / PER_ADDRESS)}.1`;
  const socket = net.connect({ host: "127.0.0.1", port: Number(port), localAddress });
  let begunMs = 0;
  let stop = (): void => {};
  socket.on("connect", () => {
    opened++;
    open.add(socket);
    begunMs = performance.now();
    stop = play(attack ?? fail(), socket);
  });
  socket.on("error", () => socket.destroy());
  socket.on("end", () => socket.destroy());
  socket.on("close", () => {
    stop();
    open.delete(socket);
    if (performance.now() >= endMs) return;
    if (begunMs > 0) lives.push(performance.now() - begunMs);
    if (attack?.reopens === true) setTimeout(() => connect(index), REOPEN_MS);
  });
}

function fail(): never {
  throw new Error("no attack");
}

for (let index = 0; index < attack.connections && performance.now() < endMs; index++) {
  connect(index);
  if (index % 100 === 99) await sleep(100_000 / attack.perSecond);
}
while (performance.now() < endMs) await sleep(100);
const sorted = lives.toSorted((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({ opened, ended: lives.length, left: open.size, longestS: Math.round(sorted.at(-1) ?? 0) / 1_000 })}\n`,
);
process.exit(0);
