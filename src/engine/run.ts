/**
 * One exchange through its phases. An adapter feeds it what it reads and does what it says; the order of decisions is here and nowhere else, so a gateway
 * process, a middleware and a decision service give equal verdicts. Every step is synchronous unless a guard waits.
 */
import type { AuthResult } from "../authn/auth_result.ts";
import type { BodyView, Phase } from "../kernel/exchange.ts";
import type { Change, Guard } from "../kernel/guard.ts";
import { runGuards, type Stop } from "../kernel/pipeline.ts";
import { type Problem, problem, type Refusal } from "../kernel/problem.ts";
import type { Outcome } from "../kernel/record.ts";
import type { LocalResponse } from "../kernel/verdict.ts";
import { grpcRefusal, grpcStatusOf } from "../grpc/status.ts";
import { changedFields } from "../message/changed_fields.ts";
import { checkOpening } from "../message/websocket/handshake.ts";
import type { Fields } from "../message/headers.ts";
import { problemResponse } from "../message/problem_response.ts";
import type { TraceContext } from "../message/traceparent.ts";
import { checkClientCertificate, checkServedHost } from "./connection_fit.ts";
import type { LiveExchange } from "./exchange.ts";
import type { ApiPlan, Generation, OperationPlan } from "./plan.ts";
import { applyIdentity } from "./apply_identity.ts";
import { after, type Later } from "./later.ts";
import { recordOf, type Traffic } from "./record_of.ts";
import type { RunPorts } from "./run_ports.ts";
import { runRewrites } from "./run_rewrites.ts";
import { selectOperation, type Selection } from "./select.ts";

/** The gateway's own answer, ready to be written. `close`: the connection can't be used afterwards. */
export interface LocalAnswer {
  readonly response: LocalResponse;
  readonly close: boolean;
}

/** What became of the upstream's answer: stopped by an answer of our own, or let go with these changes. */
export interface JudgedAnswer {
  readonly stopped: LocalAnswer | null;
  readonly changes: readonly Change[];
}

type DeniedPhase = Extract<Outcome, { kind: "denied" }>["phase"];

/** An end that is not the upstream's answer. */
export type Ended = Extract<Outcome, { kind: "denied" | "failed" | "answered" }>;

export class ExchangeRun {
  readonly exchange: LiveExchange;
  readonly generation: Generation;
  api: ApiPlan | null = null;
  plan: OperationPlan | null = null;
  /** W3C trace context: the caller's trace continued, or a new one. */
  readonly trace: TraceContext;
  /** The protocol that the client asked to switch to, lower case, or null. */
  readonly upgrade: string | null;
  private readonly ports: RunPorts;
  /** When it began, monotonic. */
  readonly startedMs: number;
  private markMs: number;
  private gatewayMs = 0;
  private ended: Ended | null = null;
  private finished = false;
  private again = false;
  private late = false;
  /** Milliseconds from the request to this judgement. */
  private ageMs = 0;
  /** The component in which a failure lay. */
  failedBy = "gateway";
  /** Of a call of gRPC, once it has one. */
  grpcStatus: number | null = null;

  constructor(generation: Generation, exchange: LiveExchange, ports: RunPorts, upgrade: string | null) {
    this.generation = generation;
    this.upgrade = upgrade;
    this.exchange = exchange;
    this.ports = ports;
    this.trace = ports.trace(exchange);
    this.startedMs = ports.monotonicMs();
    this.markMs = this.startedMs;
  }

  /** Head guards, route, route guards, identity, identity guards. Null: admitted, and `plan` is set. */
  admit(): Later<LocalAnswer | null> {
    return after(this.guard("head", this.generation.headGuards), (stopped) => stopped ?? this.route());
  }

  /** As `admit`, for a request that was admitted before: guards that count exchanges are not asked. */
  admitAgain(ageMs: number): Later<LocalAnswer | null> {
    this.again = true;
    this.ageMs = ageMs;
    return this.admit();
  }

  /** Milliseconds since it began. */
  get lastedMs(): number {
    return this.ports.monotonicMs() - this.startedMs;
  }

  /** How it ends, once that is decided by anything but the upstream's answer: then it ends so even where that had begun. */
  get decided(): Ended | null {
    return this.ended;
  }

  /** Guards on the body, which is whole where `plan.buffersRequest` says so. Null: forward. */
  judgeBody(body: BodyView): Later<LocalAnswer | null> {
    this.exchange.body = body;
    const { plan } = this;
    if (plan === null) return this.fail(problem(500, "internal", "Internal error"), new Error("judged before it was routed"));
    const rewritten =
      plan.requestRewrites.length === 0 ? NOTHING_CHANGED : runRewrites(plan.requestRewrites, this.exchange, this.exchange.trail);
    return after(rewritten, (changes) => {
      // INVARIANT: guards of the body phase see the fields that the upstream will get.
      if (changes.length > 0) this.exchange.headers = changedFields(this.exchange.headers, changes);
      return after(this.guard("body", plan.guards.body), (stopped) => {
        this.gatewayMs = this.ports.monotonicMs() - this.startedMs;
        return stopped;
      });
    });
  }

  /** Rewrites, then guards, on the upstream's answer. Null: it may leave, with `changes`. */
  judgeAnswer(status: number, headers: Fields, body: BodyView): Later<JudgedAnswer> {
    this.exchange.response = { status, headers, body };
    const { plan } = this;
    if (plan === null || (plan.responseRewrites.length === 0 && plan.guards.response.length === 0)) return UNCHANGED;
    return after(runRewrites(plan.responseRewrites, this.exchange, this.exchange.trail), (changes) => {
      if (plan.guards.response.length === 0) return { stopped: null, changes };
      // INVARIANT: guards see the fields that will leave (DESIGN section 4).
      this.exchange.response = { status, headers: changedFields(headers, changes), body };
      return after(this.guard("response", plan.guards.response), (stopped) => ({ stopped, changes }));
    });
  }

  /** Refuses for a reason found outside the guards: framing, size, time. */
  refuse(by: string, phase: DeniedPhase, refusal: Refusal): LocalAnswer {
    this.exchange.trail.note(by, "enforce", refusal.findings, null);
    return this.denied(by, phase, refusal.problem);
  }

  /** As `refuse`, for an exchange that was let in long ago: its guards are told that it was. A token that expires is no failure to authenticate, say. */
  refuseLate(by: string, phase: DeniedPhase, refusal: Refusal): void {
    this.late = true;
    this.refuse(by, phase, refusal);
  }

  /** The gateway itself answers for the server as a whole (`OPTIONS *`): no operation is asked for, so only the head guards are. */
  answerLocally(by: string, response: LocalResponse): Later<LocalAnswer> {
    return after(this.guard("head", this.generation.headGuards), (stopped) => {
      if (stopped !== null) return stopped;
      this.ended = { kind: "answered", by, status: response.status };
      return { response, close: false };
    });
  }

  /** The upstream could not be asked, or its answer not be used. */
  failUpstream(failure: Problem, message: string): LocalAnswer {
    this.note("upstream", `upstream.${failure.code}`, "upstream", message);
    this.failedBy = "upstream";
    this.ended = { kind: "failed", problem: failure, cause: message };
    return this.problemAnswer(failure);
  }

  /** Something of our own broke. The caller learns the status, the log the cause. */
  fail(failure: Problem, cause: unknown): LocalAnswer {
    this.ports.fault(this.exchange.id, cause);
    this.ended = { kind: "failed", problem: failure, cause };
    return this.problemAnswer(failure);
  }

  /** The end, however it came; offers the record. Only the first call counts. */
  end(
    last: { readonly kind: "forwarded"; readonly status: number } | { readonly kind: "local" } | { readonly kind: "abandoned" },
    traffic: Traffic,
  ): void {
    if (this.finished) return;
    this.finished = true;
    const outcome: Outcome = last.kind === "local" ? (this.ended ?? { kind: "abandoned" }) : last;
    const failures = this.exchange.runEndings(this.late ? { kind: "forwarded", status: traffic.status } : outcome);
    if (failures.length > 0) {
      this.note("gateway", "gateway.ending_failed", "", "something that had to happen at the end of the exchange failed");
      for (const failure of failures) this.ports.fault(this.exchange.id, failure);
    }
    if (last.kind === "abandoned") this.exchange.abort();
    this.ports.offer(recordOf(this, outcome, traffic, this.ports.monotonicMs() - this.startedMs, this.gatewayMs), this, traffic);
  }

  note(by: string, code: string, place: string, message: string): void {
    this.exchange.trail.note(by, "enforce", [{ code, place, message }], null);
  }

  private route(): Later<LocalAnswer | null> {
    const { exchange } = this;
    const selection = selectOperation(this.generation, exchange);
    this.api = selection.api;
    exchange.api = selection.api?.name ?? "";
    const unfit = this.unfit(selection);
    if (unfit !== null) return this.refuse("connection", "routing", unfit);
    if (selection.kind === "refused") return this.refuse("routes", "routing", selection.refusal);
    exchange.operation = selection.operation;
    exchange.pathParameters = selection.parameters;
    exchange.matched = selection.matched;
    return after(selection.api.planOf(selection.operation), (plan) => {
      this.plan = plan;
      if (selection.kind === "operation") return this.admitRouted(plan);
      const cors = plan.guards.route.filter((guard) => guard.name === PREFLIGHT_GUARD);
      return after(this.guard("route", cors), (stopped) => stopped ?? this.refuse("routes", "routing", selection.refusal));
    });
  }

  /** Why what was asked for is not served over this connection. Before what is refused for its path: who shows no certificate learns nothing of paths. */
  private unfit({ kind, api }: Selection): Refusal | null {
    const refusal = checkServedHost(this.exchange);
    // Why not for a preflight: browsers send it without certificate (Fetch, "CORS-preflight fetch"), and it reaches nobody but the guard of CORS.
    if (refusal !== null || api === null || kind === "preflight") return refusal;
    return checkClientCertificate(this.exchange, api, this.exchange.receivedAtMs + this.ageMs);
  }

  private admitRouted(plan: OperationPlan): Later<LocalAnswer | null> {
    if (plan.upgrade !== null && this.upgrade === plan.upgrade) {
      const { method, framing, headers } = this.exchange;
      const refusal = checkOpening(method, framing, headers);
      if (refusal !== null) return this.refuse("websocket", "framing", refusal);
    }
    return after(this.guard("route", plan.guards.route), (stopped) =>
      stopped !== null ? stopped : after(this.identify(plan), (refused) => refused ?? this.guard("identity", plan.guards.identity)),
    );
  }

  private identify(plan: OperationPlan): Later<LocalAnswer | null> {
    const { exchange } = this;
    const mode = exchange.trail.modes.effective("authn", plan.authMode);
    if (mode === "off") return null;
    let result: Later<AuthResult>;
    try {
      result = plan.authenticate(exchange);
    } catch (error) {
      return this.fail(problem(500, "authn_failed", "The caller could not be identified"), error);
    }
    if (!(result instanceof Promise)) return this.identified(result, mode === "observe");
    return result.then(
      (settled) => this.identified(settled, mode === "observe"),
      (error: unknown) => this.fail(problem(500, "authn_failed", "The caller could not be identified"), error),
    );
  }

  private identified(result: AuthResult, observe: boolean): LocalAnswer | null {
    this.mark("authn");
    const refusal = applyIdentity(this.exchange, result, observe);
    return refusal === null ? null : this.denied("authn", "authn", refusal);
  }

  private guard<P extends Phase>(phase: P, guards: readonly Guard<P>[]): Later<LocalAnswer | null> {
    if (guards.length === 0) return null;
    const asked = this.again ? guards.filter(({ once }) => once !== true) : guards;
    return after<Stop | null, LocalAnswer | null>(runGuards(asked, this.exchange, this.exchange.trail), (settled) => {
      this.mark(phase);
      const { failures } = this.exchange.trail;
      if (failures.length > 0) for (const failure of failures.splice(0)) this.ports.fault(this.exchange.id, failure);
      return settled === null ? null : this.stopped(settled);
    });
  }

  private stopped(stop: Stop): LocalAnswer {
    const { verdict } = stop;
    if (verdict.kind === "deny") return this.denied(stop.by, stop.phase, verdict.problem);
    this.ended = { kind: "answered", by: stop.by, status: verdict.response.status };
    return { response: verdict.response, close: false };
  }

  private denied(by: string, phase: DeniedPhase, refusal: Problem): LocalAnswer {
    this.ended = { kind: "denied", by, phase, problem: refusal };
    return this.problemAnswer(refusal);
  }

  private problemAnswer(refusal: Problem): LocalAnswer {
    if (this.plan !== null && this.plan.grpc !== null) {
      this.grpcStatus = grpcStatusOf(refusal.status);
      return { response: grpcRefusal(refusal, this.exchange.id), close: refusal.close };
    }
    return {
      response: problemResponse(refusal, this.exchange.trail.findings, this.exchange.id, this.generation.detail),
      close: refusal.close,
    };
  }

  private mark(phase: Phase | "authn"): void {
    const now = this.ports.monotonicMs();
    this.exchange.trail.times.add(phase, now - this.markMs);
    this.markMs = now;
  }
}

/** The guard that answers CORS preflights for paths that declare no OPTIONS. */
const PREFLIGHT_GUARD = "cors";
const NOTHING_CHANGED: readonly Change[] = Object.freeze([]);
const UNCHANGED: JudgedAnswer = Object.freeze({ stopped: null, changes: NOTHING_CHANGED });
