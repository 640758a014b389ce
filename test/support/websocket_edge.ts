/** A WebSocket through one connection of the edge, before an upstream that switches and says what a test says. */
import type { OperationPlan } from "../../src/engine/plan.ts";
import { type EdgeSketch, serveConnection, startTestEdge, type TestConnection, type TestEdge } from "./edge.ts";
import { type RawUpstream, startRawUpstream } from "./raw_upstream.ts";
import { acceptOf, opening, SAMPLE_KEY } from "./websocket_client.ts";
import { compilePolicy } from "./websocket_policy.ts";

export interface WebSocketEdge {
  readonly world: TestEdge;
  readonly upstream: RawUpstream;
  readonly client: TestConnection;
}

export interface WebSocketSketch extends EdgeSketch {
  /** Fields of the upstream's 101 beside those that say to what it switches; default: it proves that it read the key. */
  readonly accepted?: string;
  /** What the upstream says in one go with it. */
  readonly rest?: Uint8Array;
  /** What the client says in one go with its handshake. */
  readonly early?: Uint8Array;
}

/** The client has sent its handshake; what becomes of it is the test's to wait for. */
export async function askForWebSocket(stack: AsyncDisposableStack, sketch: WebSocketSketch = {}): Promise<WebSocketEdge> {
  const { accepted = `Sec-WebSocket-Accept: ${acceptOf(SAMPLE_KEY)}\r\n`, rest = NOTHING, early = NOTHING, ...edge } = sketch;
  const answer = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${accepted}\r\n`;
  const started = startRawUpstream((socket, received) => {
    if (received.indexOf("\r\n\r\n") === received.length - 4) socket.write(Buffer.concat([Buffer.from(answer), rest]));
  });
  const upstream = stack.adopt(await started, (server) => server.close());
  // A WebSocket is declared, and anything allowed of it.
  const plan: Partial<OperationPlan> = { upgrade: "websocket", websocket: compilePolicy(true).policy, ...sketch.plan };
  const world = startTestEdge(stack, { ...edge, plan, target: { ...sketch.target, port: upstream.port } });
  const client = await serveConnection(stack, world);
  client.far.write(Buffer.concat([Buffer.from(opening("/a", { Host: "api.test" })), early]));
  return { world, upstream, client };
}

const NOTHING = new Uint8Array(0);
