/** The admin API of a running gateway: opened once, on its own address, and closed or left to a successor before what it asks of is gone. */
import { resolve } from "node:path";
import type { GatewaySources } from "../adapters/gateway_sources.ts";
import type { InheritedSockets } from "../adapters/listener/inherited_sockets.ts";
import type { AdminPorts } from "../admin/contract.ts";
import { type Admin, startAdmin } from "../admin/start_admin.ts";
import { stateFile } from "../config/state_files.ts";
import type { Issue } from "../kernel/issue.ts";
import { adminSockets } from "./handed_sockets.ts";
import { listenIssue } from "./issues.ts";

export class AdminSide {
  /** On which it listens, or did; null before, and where there is none. */
  port: number | null = null;
  private readonly ports: AdminPorts;
  private readonly onError: (error: unknown) => void;
  private admin: Admin | null = null;

  constructor(ports: AdminPorts, onError: (error: unknown) => void) {
    this.ports = ports;
    this.onError = onError;
  }

  /** While it listens. */
  get open(): Admin | null {
    return this.admin;
  }

  /** Null once it listens, or where none is configured; else the issue that kept it from listening. */
  async start(
    { config, folder, adminTls }: Pick<GatewaySources, "config" | "folder" | "adminTls">,
    sockets: InheritedSockets,
  ): Promise<Issue | null> {
    const { admin } = config;
    if (admin === null) return null;
    try {
      this.admin = await startAdmin({
        ...admin.address,
        tls: adminTls === null ? null : { ...adminTls, minVersion: adminTls.minVersion === "TLSv1.3" ? "1.3" : "1.2" },
        tokenFile: resolve(folder, admin.tokenFile ?? stateFile(config, "admin-token")),
        socket: admin.socket === null ? null : resolve(folder, admin.socket),
        ...adminSockets(sockets, admin, folder),
        allowedHosts: admin.allowedHosts,
        ports: this.ports,
        onError: this.onError,
      });
    } catch (error) {
      return listenIssue(admin.address, "/admin", error);
    }
    this.port = this.admin.port;
    return null;
  }

  /** Its sockets go on with a successor. */
  async leave(): Promise<void> {
    await this.admin?.leave();
    this.admin = null;
  }

  async close(): Promise<void> {
    await this.admin?.close();
  }
}
