/** Ports: each address can be listened on, or a gateway listens there already. */
import net from "node:net";
import { errorCode } from "../../../codec/thrown.ts";
import { type PortOwner, portOwners } from "../../../adapters/port_owner.ts";
import type { Address } from "../../../config/listener_options.ts";
import { type Diagnosis, type DoctorCheck, failure, ok } from "../doctor_check.ts";
import { addressesOf, type NamedAddress } from "../subjects.ts";

export const ports: DoctorCheck = {
  name: "ports",
  summary: "addresses to listen on: free, or taken by whom",
  withinMs: 5_000,
  run: async (context) => await Promise.all(addressesOf(context).map(diagnose)),
};

async function diagnose({ key, address }: NamedAddress): Promise<Diagnosis> {
  const named = `${key} \`${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}\``;
  if (address.port === 0) return ok(`${named}: the system chooses a free port`);
  const error = await tryToListen(address);
  if (error === null) return ok(`${named} is free`);
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return taken(named, portOwners(address.port));
    case "EACCES":
      return failure(
        `${named}: this user may not listen there`,
        "choose a port above 1023, or grant CAP_NET_BIND_SERVICE (the systemd unit in deploy/ does)",
      );
    case "EADDRNOTAVAIL":
      return failure(`${named}: this machine has no such address`, "write one of its own, or 0.0.0.0 or [::] for all");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return failure(`${named}: the name does not resolve`, "write the address instead of the name");
    default:
      return failure(`${named}: ${error.message}`, "choose another address");
  }
}

function taken(named: string, owners: readonly PortOwner[]): Diagnosis {
  const [owner] = owners;
  if (owner === undefined)
    return failure(`${named} is taken; the system does not tell by whom`, "run it as root to see by whom, or choose another address");
  if (owners.some(({ isPortcullis }) => isPortcullis))
    return ok(`${named} is listened on by portcullis, process ${owners.find(({ isPortcullis }) => isPortcullis)?.pid ?? 0}`);
  if (owner.pid === 1) return ok(`${named} is held by \`${owner.program}\`, process 1, as for socket activation`);
  return failure(`${named} is taken by \`${owner.program}\`, process ${owner.pid}`, "stop it, or choose another address");
}

/** Null when it could be listened on, for a moment that takes nobody's connection. */
function tryToListen({ host, port }: Address): Promise<Error | null> {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once("error", (error) => resolve(error));
    server.listen({ host, port, backlog: 1 }, () => server.close(() => resolve(null)));
  });
}
