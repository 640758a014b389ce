/** One attack against a whole gateway, with the legitimate call that looks most like it. */
import type { RawAnswer } from "../support/raw_client.ts";
import type { World, WorldWish } from "./world.ts";

export type Category = "framing" | "paths" | "tokens" | "validation" | "limits" | "config" | "answers";

/** What the upstream must see of a twin. */
export interface Seen {
  readonly method: string;
  /** Path and query, as they stood in the request line. */
  readonly url: string;
  /** latin1 text. */
  readonly body: string;
}

export interface Twin {
  readonly answer: RawAnswer;
  readonly seen: Seen;
}

interface Described {
  /** What is tried, in words. */
  readonly name: string;
  readonly category: Category;
  /** Item of the OWASP API Security Top 10 2023. */
  readonly owasp?: `API${number}:2023`;
}

/** A call that must be refused, for the right reason. */
export interface CallScenario extends Described {
  readonly kind: "call";
  /** What the gateway must be like beyond the usual. */
  readonly world?: WorldWish;
  /** Gives the answer to the call that attacks. */
  readonly attack: (world: World) => Promise<RawAnswer>;
  readonly expect: {
    readonly status: number;
    /** Code of the problem. */
    readonly code: string;
    /** `by` of the record: the guard or component that refused. */
    readonly by: string;
    /** Code and place of a finding in the record. */
    readonly finding: string;
    readonly place: string;
  };
  /** Calls of the attack that the upstream may see: those that are legitimate by themselves. Never the answered one. Default 0. */
  readonly mayPass?: number;
  readonly twin: (world: World) => Promise<Twin>;
  /** What happens where the guard only observes: forwarded, unless another guard refuses the call for a reason of its own. Guards without a mode ignore it. */
  readonly observed?: { readonly by: string; readonly code: string };
}

/** An answer of the upstream that must not reach the client. */
export interface AnswerScenario extends Described {
  readonly kind: "answer";
  /** Bytes of the upstream. `after`: it closes the connection then. */
  readonly attack: string;
  readonly closes?: boolean;
  readonly expect: { readonly code: string; readonly finding: string };
  /** What must not be found in anything the client gets. */
  readonly hidden: string;
  readonly twin: string;
  /** Content that the client gets of the twin. */
  readonly content: string;
}

/** A configuration that must not load, with one that does. */
export interface LoadScenario extends Described {
  readonly kind: "load";
  readonly attack: LoadWish;
  readonly expect: { readonly code: string; readonly pointer: string };
  readonly twin: LoadWish;
}

export interface LoadWish {
  readonly document?: object;
  readonly api?: object;
  readonly config?: object;
}

export type Scenario = CallScenario | AnswerScenario | LoadScenario;
