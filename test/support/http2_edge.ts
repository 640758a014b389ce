/** The process of `http2_edge_process.ts`, as a test holds it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface EdgeFigures {
  readonly port: number;
  readonly rssBytes: number;
  /** Heap and buffers. */
  readonly heldBytes: number;
  /** Exchanges that were begun. */
  readonly begun: number;
  /** Requests that the upstream got. */
  readonly forwarded: number;
  /** Connections ended by the gateway's own bounds. */
  readonly flooded: number;
  /** Connections ended by the protocol library. */
  readonly broken: number;
  /** Connections open now. */
  readonly open: number;
  /** What broke inside. */
  readonly faults: number;
}

export class Http2Edge {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  static async start(): Promise<Http2Edge> {
    const child = fork(new URL("http2_edge_process.ts", import.meta.url), { execArgv: ["--disable-warning=ExperimentalWarning"] });
    await once(child, "message");
    return new Http2Edge(child);
  }

  /** `collect`: after a collection of garbage. Rejects where the process ended. */
  async figures(wish: "collect" | "now" = "now"): Promise<EdgeFigures> {
    this.child.send(wish);
    const [figures] = await once(this.child, "message", { signal: AbortSignal.timeout(10_000) });
    return figures;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.disconnect();
    await gone;
  }
}
