/** The two sides of a WebSocket. */
import type { Side } from "../../guards/websocket/policy.ts";

export const SIDES: readonly Side[] = ["client", "server"];

export function otherSide(side: Side): Side {
  return side === "client" ? "server" : "client";
}
