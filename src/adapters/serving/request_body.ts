/** A request's body on its way: dropped when there is none, collected up to the limit where guards judge it, or passed on as it comes. */
import { type BodyView, NO_BODY, STREAMED } from "../../kernel/exchange.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import { problem, type Refusal } from "../../kernel/problem.ts";
import type { RequestHead } from "../../message/request_head.ts";
import { type FrameFault, MessageFrames } from "../../grpc/message_frames.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { decodeContent } from "../content_decoding.ts";
import { CollectedBody } from "./collected_body.ts";
import { KEEPER, NO_ROOM_FOR_BODY } from "./no_room.ts";
import type { Forwarding } from "./forwarding.ts";
import { JUDGING_TURNS } from "./judging_turns.ts";
import type { ServedExchange } from "./served_exchange.ts";

/** Why a body of more than `limitBytes` is refused: 413. */
export function bodyTooLarge(limitBytes: number): Refusal {
  return {
    problem: problem(413, "body_too_large", "The body is too large", { close: true }),
    findings: [{ code: "body.too_large", place: "body", message: `the body is larger than the ${limitBytes} bytes allowed here` }],
  };
}

const MALFORMED: Readonly<Record<Exclude<FrameFault, "too_long"> | "cut", string>> = {
  flag: "a message begins with neither 0 nor 1",
  cut: "the last message is not whole",
  too_many: "more than one message came, and the method takes one",
};

/** Why messages of gRPC are refused. */
function messageRefusal(fault: FrameFault | "cut", { grpc }: OperationPlan): Refusal {
  const [status, code, message] =
    fault === "too_long"
      ? [413, "message_too_large", `a message is longer than the ${grpc?.maxMessageBytes ?? 0} bytes allowed here`]
      : [400, "malformed_message", MALFORMED[fault]];
  return {
    problem: problem(status, code, status === 413 ? "A message is too large" : "A message is malformed"),
    findings: [{ code: `grpc.${code}`, place: "body", message }],
  };
}

export class RequestBody {
  /** Whether more of the request can be taken now. */
  wantsMore = false;
  private readonly exchange: ServedExchange;
  private readonly run: ExchangeRun;
  private readonly plan: OperationPlan;
  private readonly head: RequestHead;
  private readonly forwarding: Forwarding;
  /** `gather`: nobody judges it, but it is small, so that a slow sender holds no connection to the upstream. */
  private readonly mode: "none" | "buffer" | "gather" | "stream";
  /** Where the body is one of gRPC. */
  private readonly messages: MessageFrames | null;
  private collected = new CollectedBody();
  private bytes = 0;
  private stopped = false;

  constructor(exchange: ServedExchange, run: ExchangeRun, plan: OperationPlan, head: RequestHead, forwarding: Forwarding) {
    this.exchange = exchange;
    this.run = run;
    this.plan = plan;
    this.head = head;
    this.forwarding = forwarding;
    this.mode = modeOf(head, plan);
    // Why one: a call of one message that goes on with others would be as long as a stream, and where a server does not look, not what was described.
    this.messages = plan.grpc === null ? null : new MessageFrames(plan.grpc.maxMessageBytes, plan.grpc.clientStreams ? Infinity : 1);
  }

  /** Whether what is taken is kept until the exchange is over, and not passed on as it comes. */
  get keeps(): boolean {
    return this.mode === "buffer" || this.mode === "gather";
  }

  start(): void {
    const { framing } = this.head;
    if (framing.kind === "length" && framing.bytes > this.plan.maxBodyBytes) {
      this.refuse(bodyTooLarge(this.plan.maxBodyBytes));
      return;
    }
    if (this.mode !== "stream") {
      this.wantsMore = true;
      return;
    }
    this.exchange.settle(this.run.judgeBody(STREAMED), () => {
      this.forwarding.request.start(null, false);
      this.wantsMore = true;
    });
  }

  take(view: Uint8Array): void {
    if (this.stopped) return;
    this.bytes += view.length;
    const fault = this.messages?.take(view) ?? null;
    if (fault !== null) {
      this.refuse(messageRefusal(fault, this.plan));
      return;
    }
    if (this.bytes > this.plan.maxBodyBytes) {
      this.refuse(bodyTooLarge(this.plan.maxBodyBytes));
      return;
    }
    // Why no copy: the client's reads are buffers of their own, never reused.
    if (this.keeps) {
      if (this.exchange.keep(view.length)) this.collected.add(view);
      else this.refuse(NO_ROOM_FOR_BODY, KEEPER);
    } else if (this.mode === "stream") this.wantsMore = this.forwarding.request.writeBody(view);
  }

  end(): void {
    if (this.stopped) return;
    this.wantsMore = false;
    if (this.messages?.whole === false) {
      this.refuse(messageRefusal("cut", this.plan));
      return;
    }
    if (this.mode === "stream") {
      this.forwarding.request.endBody();
      this.exchange.judging();
      this.exchange.answering();
      return;
    }
    this.exchange.judging();
    if (this.mode === "none") this.judge(null, NO_BODY, false);
    else if (this.mode === "gather") this.judge(this.collected.bytes(), STREAMED, false);
    else this.decode(this.collected.bytes());
    this.collected = new CollectedBody();
  }

  private decode(raw: Uint8Array): void {
    const coding = this.head.fields.get("content-encoding");
    if (coding === undefined) {
      this.judge(raw, { kind: "buffered", bytes: raw }, false);
      return;
    }
    const limits = { maxBytes: this.plan.maxBodyBytes, maxRatio: this.exchange.edge.limits.decompressionRatio };
    const { run, exchange } = this;
    decodeContent(raw, this.head.fields.getAll("content-encoding").join(","), limits, toClientKey(run.exchange.client.address))
      .then((decoded) => {
        exchange.settle(decoded.ok ? null : run.refuse("content_coding", "body", decoded.refusal), () => {
          if (!decoded.ok) return;
          if (!exchange.keep(decoded.bytes.length)) {
            this.refuse(NO_ROOM_FOR_BODY, KEEPER);
            return;
          }
          // Decoding is work too; what is left of the budget is for the judging.
          run.exchange.budget.spend(decoded.bytes.length);
          this.judge(decoded.bytes, { kind: "buffered", bytes: decoded.bytes }, decoded.changed);
        });
        exchange.pump();
      })
      // Why last: what breaks while the decoded body is judged or sent ends the exchange too, not the process.
      .catch((error: unknown) => exchange.broke(error));
  }

  private judge(bytes: Uint8Array | null, view: BodyView, decoded: boolean): void {
    if (view.kind !== "buffered" || view.bytes.length <= SMALL_BYTES) this.judgeNow(bytes, view, decoded);
    else JUDGING_TURNS.judge(toClientKey(this.run.exchange.client.address), () => this.judgeInTurn(bytes, view, decoded));
  }

  /** Gives the steps it took. */
  private judgeInTurn(bytes: Uint8Array | null, view: BodyView, decoded: boolean): number {
    if (this.stopped) return 0;
    const { budget } = this.run.exchange;
    const before = budget.spent;
    try {
      this.judgeNow(bytes, view, decoded);
      this.exchange.pump();
    } catch (error) {
      this.exchange.broke(error);
    }
    return budget.spent - before;
  }

  private judgeNow(bytes: Uint8Array | null, view: BodyView, decoded: boolean): void {
    this.exchange.settle(this.run.judgeBody(view), () => {
      this.forwarding.request.start(bytes, decoded);
      this.exchange.answering();
    });
  }

  /** The exchange is over: what was to be judged is wanted by nobody. */
  stop(): void {
    this.stopped = true;
  }

  private refuse(refusal: Refusal, by: string = "max_body"): void {
    this.stopped = true;
    this.wantsMore = false;
    this.exchange.finishWith(this.run.refuse(by, "body", refusal));
  }
}

/** Bodies up to here are judged at once: they cost a tenth of a millisecond, less than waiting for a turn is worth. */
const SMALL_BYTES = 2_048;
/** Announced bodies up to here are taken whole before the upstream is asked, also where no guard needs them (OWASP API4:2023: slow uploads). */
const GATHERED_BYTES = 65_536;

function modeOf({ framing }: RequestHead, plan: OperationPlan): "none" | "buffer" | "gather" | "stream" {
  if (framing.kind === "none") return "none";
  if (plan.buffersRequest) return "buffer";
  return framing.kind === "length" && framing.bytes <= GATHERED_BYTES ? "gather" : "stream";
}
