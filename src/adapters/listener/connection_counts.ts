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

  /**
   * Takes the socket into the counts until it closes; false, and destroyed, when there are too many. Where `told`, its address is not known yet and counts with
   * `takeAddress`.
   */
  take(socket: net.Socket, told: boolean = false): boolean {
    const { counters, limits, draining } = this.edge;
    const address = told ? null : toClientKey(canonicalPeerAddress(socket.remoteAddress ?? "") ?? "");
    if (counters.open >= limits.connections || draining || (address !== null && this.isFull(address))) return this.refuse(socket);
    counters.open++;
    counters.accepted++;
    socket.once("close", () => counters.open--);
    if (address !== null) this.hold(socket, address);
    return true;
  }

  /** Counts a socket for the address that a proxy told; false, and destroyed, when that has too many. */
  takeAddress(socket: net.Socket, address: string): boolean {
    const key = toClientKey(address);
    if (this.isFull(key)) return this.refuse(socket);
    if (!socket.destroyed) this.hold(socket, key);
    return !socket.destroyed;
  }

  private isFull(key: string): boolean {
    return (this.perAddress.get(key) ?? 0) >= this.edge.limits.connectionsPerIp;
  }

  private refuse(socket: net.Socket): false {
    this.edge.counters.refused++;
    socket.destroy();
    return false;
  }

  private hold(socket: net.Socket, key: string): void {
    this.perAddress.set(key, (this.perAddress.get(key) ?? 0) + 1);
    socket.once("close", () => this.letGo(key));
  }

  private letGo(key: string): void {
    const left = (this.perAddress.get(key) ?? 1) - 1;
    if (left === 0) this.perAddress.delete(key);
    else this.perAddress.set(key, left);
  }
}
