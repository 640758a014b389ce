/**
 * Heads of frames, byte by byte (RFC 6455 section 5.2). Everything that a peer could write in two ways, or that only an extension gives a meaning, is refused: none
 * is ever negotiated here.
 */
import { isControl, isOpcode, MAX_CONTROL_BYTES } from "./opcode.ts";
import { KEY_BYTES } from "./mask.ts";

/** What is wrong with a head. */
export type HeadFault =
  | "reserved_bits"
  | "reserved_opcode"
  | "mask_missing"
  | "mask_forbidden"
  | "length_not_minimal"
  | "length_too_large"
  | "control_fragmented"
  | "control_too_long";

const FIN = 0x80;
const RESERVED = 0x70;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MAX_HEAD_BYTES = 14;
const TWO_32 = 0x1_0000_0000;
/** Above this a length is no exact double; no limit is so large. */
const MAX_HIGH_WORD = 0x1f_ffff;

export class FrameHeadReader {
  fin = false;
  opcode = 0;
  /** Bytes of the payload. */
  length = 0;
  /** The masking key; meaningless where frames are not masked. */
  readonly key: Uint8Array = new Uint8Array(KEY_BYTES);
  private readonly bytes = new Uint8Array(MAX_HEAD_BYTES);
  private have = 0;
  private need = 2;
  private readonly masked: boolean;

  /** `masked`: whether the peer is a client, whose frames must be masked; a server's must not (section 5.1). */
  constructor(masked: boolean) {
    this.masked = masked;
  }

  /** Whether a head has begun and is not complete. */
  get midHead(): boolean {
    return this.have > 0;
  }

  /** Takes one byte. `complete`: the fields say what the head is; null: more is needed. */
  take(byte: number): "complete" | HeadFault | null {
    this.bytes[this.have] = byte;
    this.have += 1;
    if (this.have === 2) {
      const fault = this.begin();
      if (fault !== null) return fault;
    }
    if (this.have < this.need) return null;
    return this.finish();
  }

  private begin(): HeadFault | null {
    const [first = 0, second = 0] = this.bytes;
    const opcode = first & 0x0f;
    const short = second & 0x7f;
    if ((first & RESERVED) !== 0) return "reserved_bits";
    if (!isOpcode(opcode)) return "reserved_opcode";
    if (((second & 0x80) !== 0) !== this.masked) return this.masked ? "mask_missing" : "mask_forbidden";
    this.fin = (first & FIN) !== 0;
    this.opcode = opcode;
    if (isControl(opcode)) {
      if (!this.fin) return "control_fragmented";
      if (short > MAX_CONTROL_BYTES) return "control_too_long";
    }
    this.need = 2 + (short === LENGTH_16 ? 2 : short === LENGTH_64 ? 8 : 0) + (this.masked ? KEY_BYTES : 0);
    return null;
  }

  private finish(): "complete" | HeadFault {
    const { bytes, need, masked } = this;
    this.have = 0;
    this.need = 2;
    const short = (bytes[1] ?? 0) & 0x7f;
    if (masked) this.key.set(bytes.subarray(need - KEY_BYTES, need));
    if (short < LENGTH_16) {
      this.length = short;
      return "complete";
    }
    const view = new DataView(bytes.buffer);
    if (short === LENGTH_16) {
      this.length = view.getUint16(2);
      return this.length < LENGTH_16 ? "length_not_minimal" : "complete";
    }
    const high = view.getUint32(2);
    if (high > MAX_HIGH_WORD) return "length_too_large";
    this.length = high * TWO_32 + view.getUint32(6);
    return this.length <= 0xffff ? "length_not_minimal" : "complete";
  }
}
