/** How many connections there are, in all and by address: one count for all listeners of a gateway. */
import type net from "node:net";
import { canonicalPeerAddress } from "../../codec/ip_address.ts";
import { toClientKey } from "../../limit/client_key.ts";
import type { Edge } from "../serving/edge.ts";

export class ConnectionCounts {
  private readonly edge: Edge;
  private readonly perAddress = new Map<string, number>();

  constructor(edge: Edge) {
    this.edge = edge;
  }

  /** Takes the socket into the counts until it closes; false, and destroyed, when there are too many. */
  take(socket: net.Socket): boolean {
    const { counters, limits, draining } = this.edge;
    const key = toClientKey(canonicalPeerAddress(socket.remoteAddress ?? "") ?? "");
    const fromAddress = this.perAddress.get(key) ?? 0;
    if (counters.open >= limits.connections || fromAddress >= limits.connectionsPerIp || draining) {
      counters.refused++;
      socket.destroy();
      return false;
    }
    counters.open++;
    counters.accepted++;
    this.perAddress.set(key, fromAddress + 1);
    socket.once("close", () => this.letGo(key));
    return true;
  }

  private letGo(key: string): void {
    this.edge.counters.open--;
    const left = (this.perAddress.get(key) ?? 1) - 1;
    if (left === 0) this.perAddress.delete(key);
    else this.perAddress.set(key, left);
  }
}
