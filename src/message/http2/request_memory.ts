/**
 * The last request of a connection, for the next: browsers and services repeat all but the path, and what was read once need not be read again. It stands for the
 * same fields only, so what it gives is what reading them would.
 */
import type { RequestHead } from "../request_head.ts";
import type { PseudoHeaders } from "./pseudo_headers.ts";

/** Longest field section that is remembered, in bytes: what a connection may cost while it is idle. */
const REMEMBERED_BYTES = 8_192;

export class RequestMemory {
  /** As received, from `from` on. */
  private raw: readonly string[] = [];
  private from = 0;
  private authority: string | null = null;
  private endsStream = false;
  private head: RequestHead | null = null;

  /** The head of the last request where this one has the same fields, authority and kind of end; its method, target and size are not this one's. */
  recall(raw: readonly string[], { end, authority }: PseudoHeaders, endsStream: boolean): RequestHead | null {
    const { head } = this;
    if (head === null || endsStream !== this.endsStream || authority !== this.authority) return null;
    const known = this.raw;
    const shift = this.from - end;
    if (known.length !== raw.length + shift) return null;
    for (let at = end; at < raw.length; at += 1) if (raw[at] !== known[at + shift]) return null;
    return head;
  }

  /** `raw` is kept, not copied. */
  remember(raw: readonly string[], { end, authority }: PseudoHeaders, endsStream: boolean, head: RequestHead): void {
    if (head.fields.text.length > REMEMBERED_BYTES) return;
    this.raw = raw;
    this.from = end;
    this.authority = authority;
    this.endsStream = endsStream;
    this.head = head;
  }
}
