/** The four ports of the demo, the flags that set them, and what is said when one is taken. */
import { createServer } from "node:net";

export interface DemoPorts {
  readonly api: number;
  readonly admin: number;
  readonly issuer: number;
  readonly shop: number;
}

export const DEFAULT_PORTS: DemoPorts = { api: 8080, admin: 9090, issuer: 9400, shop: 3000 };

/** What listens on each, and the flag that moves it. */
export const PORT_FLAGS: Readonly<Record<keyof DemoPorts, { readonly what: string; readonly flag: string }>> = {
  api: { what: "api", flag: "--port" },
  admin: { what: "admin", flag: "--admin-port" },
  issuer: { what: "authorization server", flag: "--issuer-port" },
  shop: { what: "shop", flag: "--shop-port" },
};

const NAMES = ["api", "admin", "issuer", "shop"] as const;

/** `port 3000 (shop) is taken; choose another with --shop-port`, or two of the demo's own on one port. */
class PortTaken extends Error {}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Throws `PortTaken` for the first port that cannot be listened on. Port 0 lets the system choose and is always free. */
export async function assertPortsFree(ports: DemoPorts): Promise<void> {
  const seen = new Set<number>();
  for (const name of NAMES) {
    const port = ports[name];
    if (port === 0) continue;
    const { what, flag } = PORT_FLAGS[name];
    if (seen.has(port)) throw new PortTaken(`port ${port} is wanted twice; choose another for the ${what} with ${flag}`);
    seen.add(port);
    if (!(await isFree(port))) throw new PortTaken(`port ${port} (${what}) is taken; choose another with ${flag}`);
  }
}
