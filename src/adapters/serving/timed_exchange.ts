/** How long an exchange may take: in all, for its content to come, and for its client to read what waits. A base and no part of it: there is one for every exchange. */
import type { ExchangeRun, LocalAnswer } from "../../engine/run.ts";
import { problem, type Refusal } from "../../kernel/problem.ts";
import { transferMs } from "../../limit/data_rate.ts";
import { BodyPace } from "./body_pace.ts";
import type { ClientAnswer } from "./client_answer.ts";
import type { Edge } from "./edge.ts";
import type { ExchangeOwner } from "./exchange_owner.ts";

export abstract class TimedExchange {
  phase: "judging" | "reading" | "answering" | "tunnel" = "judging";
  readonly edge: Edge;
  readonly writer: ClientAnswer;
  protected readonly owner: ExchangeOwner;
  protected readonly run: ExchangeRun;
  /** From here on nothing that is told of it has any effect. */
  protected over = false;
  /** When all of it must be over. */
  protected wholeDueMs: number;
  /** How the content comes, from when it is wanted. */
  protected pace: BodyPace | null = null;
  /** Whether part of the answer waits for the client to read what was written before. */
  private unread = false;

  /** Begins now. */
  constructor(owner: ExchangeOwner, run: ExchangeRun) {
    const { edge } = owner;
    this.owner = owner;
    this.edge = edge;
    this.writer = owner.writer;
    this.run = run;
    this.wholeDueMs = edge.sweeper.nowMs + edge.limits.requestMs;
    owner.deadlineMs = this.wholeDueMs;
  }

  /** Whether more of the content can be taken now; null where there is nobody yet to take it. */
  protected abstract get bodyWanted(): boolean | null;
  /** Ends it because its bytes, or their coming too slowly, say so. */
  abstract refuseFraming(refusal: Refusal): void;
  /** Writes an answer of our own and ends it. */
  abstract finishWith(local: LocalAnswer): void;
  /** Ends an answer that its client does not read. */
  abstract giveUpUnread(): void;

  /** The next bytes of the body must come in time, and all of them at the least rate. */
  bodyDeadline(): void {
    if (this.phase !== "reading" || this.over) return;
    const { sweeper, limits } = this.edge;
    // A caller that streams messages may be silent between them until the call's deadline.
    if (this.run.plan?.grpc?.clientStreams === true) {
      this.owner.deadlineMs = this.wholeDueMs;
      return;
    }
    this.pace ??= new BodyPace(limits, sweeper.nowMs);
    this.owner.deadlineMs = Math.min(this.wholeDueMs, this.pace.expect(sweeper.nowMs));
  }

  /** The client reads slower than the answer comes: it must have read what waits for it in time. */
  answerWaits(): void {
    if (this.phase !== "answering" || this.over) return;
    const { sweeper, limits } = this.edge;
    this.unread = true;
    this.owner.deadlineMs = Math.min(this.wholeDueMs, sweeper.nowMs + transferMs(limits.downloadRate, this.writer.unreadBytes));
  }

  /** It has read what waited, if anything did. */
  protected answerRead(): void {
    if (this.unread) this.owner.deadlineMs = this.wholeDueMs;
    this.unread = false;
  }

  /** The content has come, or none is wanted: what is left is ours or the upstream's to do. */
  judging(): void {
    if (this.over) return;
    this.phase = "judging";
    this.owner.deadlineMs = this.wholeDueMs;
  }

  /** The answer is an event stream: it may last that long from now on. */
  extendAnswer(ms: number): void {
    this.wholeDueMs = this.edge.sweeper.nowMs + ms;
    this.owner.deadlineMs = this.wholeDueMs;
  }

  onDeadline(nowMs: number): void {
    if (this.phase === "tunnel") this.owner.cut();
    else if (this.phase === "reading") {
      // Where no more is wanted it is not the client's fault: the upstream reads slowly.
      if (this.bodyWanted === false && nowMs < this.wholeDueMs) this.owner.deadlineMs = this.wholeDueMs;
      else this.refuseFraming((this.pace ?? new BodyPace(this.edge.limits, nowMs)).refusal(nowMs, this.wholeDueMs));
    } else if (this.writer.started) {
      if (this.unread) this.giveUpUnread();
      else this.owner.cut();
    } else {
      const failure = problem(504, "request_timeout", "The request took too long", { close: true });
      // The deadline of a call is its caller's choice, and no fault of ours.
      const isCall = this.run.plan !== null && this.run.plan.grpc !== null;
      this.finishWith(
        isCall
          ? this.run.failUpstream(failure, "the deadline of the call passed")
          : this.run.fail(failure, new Error("whole-request limit passed")),
      );
    }
  }
}
