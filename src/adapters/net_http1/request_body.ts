/** A request's body on its way: dropped when there is none, collected up to the limit where guards judge it, or passed on as it comes. */
import type { ExchangeRun } from "../../engine/run.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import { problem, type Refusal } from "../../kernel/problem.ts";
import type { RequestHeadEvent as RequestHead } from "../../message/http1/request_parser.ts";
import { decodeContent } from "../content_decoding.ts";
import { CollectedBody } from "./collected_body.ts";
import type { Forwarding } from "./forwarding.ts";
import type { ServerConnection } from "./server_connection.ts";

/** Why a body of more than `limitBytes` is refused: 413. */
export function bodyTooLarge(limitBytes: number): Refusal {
  return {
    problem: problem(413, "body_too_large", "The body is too large", { close: true }),
    findings: [{ code: "body.too_large", place: "body", message: `the body is larger than the ${limitBytes} bytes allowed here` }],
  };
}

export class RequestBody {
  /** Whether more of the request can be taken now. */
  wantsMore = false;
  private readonly connection: ServerConnection;
  private readonly run: ExchangeRun;
  private readonly plan: OperationPlan;
  private readonly head: RequestHead;
  private readonly forwarding: Forwarding;
  private readonly mode: "none" | "buffer" | "stream";
  private collected = new CollectedBody();
  private bytes = 0;
  private stopped = false;

  constructor(connection: ServerConnection, run: ExchangeRun, plan: OperationPlan, head: RequestHead, forwarding: Forwarding) {
    this.connection = connection;
    this.run = run;
    this.plan = plan;
    this.head = head;
    this.forwarding = forwarding;
    this.mode = head.framing.kind === "none" ? "none" : plan.buffersRequest ? "buffer" : "stream";
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
    this.connection.settleStep(this.run, this.run.judgeBody({ kind: "streamed" }), () => {
      this.forwarding.start(null, false);
      this.wantsMore = true;
    });
  }

  take(view: Uint8Array): void {
    if (this.stopped) return;
    this.bytes += view.length;
    if (this.bytes > this.plan.maxBodyBytes) {
      this.refuse(bodyTooLarge(this.plan.maxBodyBytes));
      return;
    }
    // Why no copy: the client's reads are buffers of their own, never reused.
    if (this.mode === "buffer") this.collected.add(view);
    else if (this.mode === "stream") this.wantsMore = this.forwarding.writeBody(view);
  }

  end(): void {
    if (this.stopped) return;
    this.wantsMore = false;
    if (this.mode === "stream") {
      this.forwarding.endBody();
      this.connection.judging();
      this.connection.answering();
      return;
    }
    this.connection.judging();
    if (this.mode === "none") this.judge(null, false);
    else this.decode(this.collected.bytes());
    this.collected = new CollectedBody();
  }

  private decode(raw: Uint8Array): void {
    const coding = this.head.fields.get("content-encoding");
    if (coding === undefined) {
      this.judge(raw, false);
      return;
    }
    const limits = { maxBytes: this.plan.maxBodyBytes, maxRatio: this.connection.edge.limits.decompressionRatio };
    const { run, connection } = this;
    decodeContent(raw, this.head.fields.getAll("content-encoding").join(","), limits)
      .then((decoded) => {
        connection.settleStep(run, decoded.ok ? null : run.refuse("content_coding", "body", decoded.refusal), () => {
          if (decoded.ok) this.judge(decoded.bytes, decoded.changed);
        });
        connection.pump();
      })
      // Why last: what breaks while the decoded body is judged or sent ends the exchange too, not the process.
      .catch((error: unknown) => connection.broke(run, error));
  }

  private judge(bytes: Uint8Array | null, decoded: boolean): void {
    const view = bytes === null ? NO_BODY : ({ kind: "buffered", bytes } as const);
    this.connection.settleStep(this.run, this.run.judgeBody(view), () => {
      this.forwarding.start(bytes, decoded);
      this.connection.answering();
    });
  }

  private refuse(refusal: Refusal): void {
    this.stopped = true;
    this.wantsMore = false;
    this.connection.finishWith(this.run.refuse("max_body", "body", refusal));
  }
}

const NO_BODY = Object.freeze({ kind: "none" } as const);
