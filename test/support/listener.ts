/** A listener of a test's edge, on a free port of loopback unless the options say otherwise. */
import { ConnectionCounts } from "../../src/adapters/listener/connection_counts.ts";
import { Listener, type ListenOptions } from "../../src/adapters/listener/listener.ts";
import type { ValidationServer } from "../../src/adapters/listener/validation_server.ts";
import type { Edge } from "../../src/adapters/serving/edge.ts";

const OPTIONS: ListenOptions = { name: "0", host: "127.0.0.1", port: 0, tls: null, http2: "off", proxyFrom: null };

export function testListener(edge: Edge, options: Partial<ListenOptions> = {}, challenges?: ValidationServer): Listener {
  const tickets = { keysFor: () => Buffer.alloc(48), onRotation: () => {} };
  const ports = { edge, counts: new ConnectionCounts(edge), tickets, ...(challenges === undefined ? {} : { challenges }) };
  return new Listener(ports, { ...OPTIONS, ...options });
}
