/** The upstream agrees to switch protocols: what it agrees to is checked and judged like any answer, and only then is the client's connection switched too. */
import { changedAnswer } from "../../engine/answer_fields.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import type { ExchangeRun, JudgedAnswer } from "../../engine/run.ts";
import { NO_BODY } from "../../kernel/exchange.ts";
import type { Problem } from "../../kernel/problem.ts";
import type { SwitchEvent } from "../../message/http1/response_parser.ts";
import { checkAccepted } from "../../message/websocket/handshake.ts";
import { BAD_HANDSHAKE } from "../upstreams/upstream_problem.ts";
import type { UpstreamRequest } from "../upstreams/upstream_request.ts";
import { sha1 } from "../websocket/masking_keys.ts";
import { openTunnel } from "../websocket/open_tunnel.ts";
import type { WebSocketTunnel } from "../websocket/tunnel.ts";
import type { ServedExchange } from "./served_exchange.ts";
import { SWITCHED, writeSwitch } from "./write_switch.ts";

export interface SwitchOwner {
  readonly exchange: ServedExchange;
  readonly run: ExchangeRun;
  readonly plan: OperationPlan;
  readonly request: UpstreamRequest;
  /** Whether the upstream was let go of. */
  readonly abandoned: boolean;
  /** What is made of both connections. */
  tunnel: WebSocketTunnel | null;
  /** The upstream's answer is of no use. */
  fail(failure: Problem, message: string): void;
  /** Too much that lasts is under way to the upstream. */
  refuseLasting(): void;
  broke(error: unknown): void;
}

/** `rest`: what the upstream has said already in the other protocol. */
export function switchProtocols(owner: SwitchOwner, event: SwitchEvent, rest: Uint8Array): void {
  const { run, request } = owner;
  const fault = checkAccepted(run.exchange.headers, event.fields, sha1);
  if (fault !== null) {
    owner.fail(BAD_HANDSHAKE, fault);
    return;
  }
  try {
    const judged = run.judgeAnswer(SWITCHED, event.fields, NO_BODY);
    if (judged instanceof Promise) {
      request.upstream?.pause();
      judged.then((result) => switched(owner, event, rest, result)).catch((error: unknown) => owner.broke(error));
    } else switched(owner, event, rest, judged);
  } catch (error) {
    owner.broke(error);
  }
}

function switched(owner: SwitchOwner, event: SwitchEvent, rest: Uint8Array, { stopped, changes }: JudgedAnswer): void {
  if (owner.abandoned) return;
  const { exchange, run, plan, request } = owner;
  const { upstream } = request;
  const policy = plan.websocket;
  if (stopped !== null) exchange.finishWith(stopped);
  else if (policy === null || upstream === null) throw new Error("a connection was switched that nobody asked to");
  else if (!request.lasts()) owner.refuseLasting();
  else {
    writeSwitch(exchange.writer, run.exchange, event, changedAnswer(changes));
    owner.tunnel = openTunnel(exchange, run, policy, upstream, rest);
  }
}
