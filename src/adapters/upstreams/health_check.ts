/** Asks one target regularly whether it is well, over a connection of its own that is made like those of requests: same codec, same TLS. */
import type { HealthCheckPlan, UpstreamTarget } from "../../engine/upstream.ts";
import type { AnswerHandler } from "./answer_handler.ts";
import type { UpstreamEnvironment } from "./upstream_environment.ts";
import { NO_FIELDS } from "../../message/headers.ts";
import type { RequestHead } from "../../message/http1/serialise.ts";
import type { Deadlined } from "../sweeper.ts";
import { openOwnLink } from "./own_link.ts";
import type { UpstreamLink } from "./upstream_link.ts";

/** By how much of the interval checks are shifted, so that many gateways do not ask in step. */
const JITTER = 0.1;

export class HealthCheck implements Deadlined {
  /** When the next check is due; Infinity while one is under way. */
  deadlineMs: number = 0;
  sweepSlot = -1;
  private readonly target: UpstreamTarget;
  private readonly plan: HealthCheckPlan;
  private readonly environment: UpstreamEnvironment;
  private readonly onResult: (good: boolean) => void;
  private link: UpstreamLink | null = null;
  private closed = false;

  /** The first check is made with the next sweep. */
  constructor(target: UpstreamTarget, plan: HealthCheckPlan, environment: UpstreamEnvironment, onResult: (good: boolean) => void) {
    const { timeoutMs } = plan;
    const timeouts = {
      connectMs: timeoutMs,
      firstByteMs: timeoutMs,
      betweenBytesMs: timeoutMs,
      totalMs: timeoutMs,
      eventStreamMs: timeoutMs,
    };
    this.target = { ...target, timeouts };
    this.plan = plan;
    this.environment = environment;
    this.onResult = onResult;
    environment.sweeper.add(this);
  }

  onDeadline(): void {
    this.deadlineMs = Infinity;
    const link = openOwnLink(this.target, this.environment);
    this.link = link;
    const head: RequestHead = {
      method: "GET",
      target: this.plan.path,
      host: this.target.authority,
      framing: { kind: "none" },
      base: NO_FIELDS,
      drop: { has: () => false },
      set: [
        ["user-agent", "portcullis-health"],
        ["accept", "*/*"],
        ["connection", "close"],
      ],
    };
    link.begin({ method: "GET", upgrade: null }, head, null, true, this.handler());
  }

  close(): void {
    this.closed = true;
    this.environment.sweeper.delete(this);
    this.link?.abandon();
    this.link = null;
  }

  /** The head decides; what follows is not waited for. */
  private handler(): AnswerHandler {
    const failed = (): void => this.over(false);
    return {
      onInformational: () => {},
      onHead: ({ status }) => this.over(this.plan.status.has(status)),
      onData: () => {},
      onTrailers: () => {},
      onEnd: () => {},
      onUpgrade: failed,
      onFlush: () => {},
      onDrain: () => {},
      onFailure: failed,
      onBroken: failed,
    };
  }

  private over(good: boolean): void {
    const { link } = this;
    if (link === null || this.closed) return;
    this.link = null;
    this.deadlineMs = this.environment.sweeper.nowMs + this.plan.intervalMs * (1 + JITTER * (2 * Math.random() - 1));
    link.abandon();
    this.onResult(good);
  }
}
