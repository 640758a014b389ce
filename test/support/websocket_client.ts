/** A WebSocket client that sends exactly the frames a test says, and reads those that come. */
import { createHash } from "node:crypto";
import { field, type RawAnswer, RawClient, type RawClientOptions } from "./raw_client.ts";
import { CLOSE_FRAME, frame, type FrameSketch, readFrames, type SeenFrame } from "./websocket_frames.ts";

export const SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** What a server answers to a key (RFC 6455 section 4.2.2). */
export function acceptOf(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** An opening handshake; `fields` replace those of their name, or remove them where they are null. */
export function opening(path: string, fields: Readonly<Record<string, string | null>> = {}, method = "GET"): string {
  const usual: Record<string, string | null> = {
    Host: "a",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": SAMPLE_KEY,
  };
  const lines = Object.entries({ ...usual, ...fields }).filter(([, value]) => value !== null);
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

export class FrameClient {
  readonly raw: RawClient;
  readonly answer: RawAnswer;
  /** Frames that came. */
  readonly frames: SeenFrame[] = [];

  private constructor(raw: RawClient, answer: RawAnswer) {
    this.raw = raw;
    this.answer = answer;
  }

  /** Connects and switches; throws where that is refused. */
  static async open(
    port: number,
    path: string,
    fields: Readonly<Record<string, string | null>> = {},
    options: RawClientOptions = {},
  ): Promise<FrameClient> {
    const raw = await RawClient.connect(port, options);
    const answer = await raw.send(opening(path, fields)).answer();
    if (answer.status !== 101 || field(answer, "sec-websocket-accept") !== acceptOf(SAMPLE_KEY)) {
      raw.close();
      throw new Error(`not switched: ${answer.status} ${answer.body}`);
    }
    return new FrameClient(raw, answer);
  }

  send(...frames: readonly (FrameSketch | Uint8Array)[]): this {
    for (const each of frames) this.raw.send(each instanceof Uint8Array ? each : frame(each));
    return this;
  }

  /** Resolves once frames that came are as asked. */
  async until(holds: (frames: readonly SeenFrame[]) => boolean, what: string): Promise<void> {
    await this.raw.until(() => holds(this.look()), what);
  }

  /** Waits until `count` frames have come in all and gives them. */
  async first(count: number): Promise<readonly SeenFrame[]> {
    await this.until((frames) => frames.length >= count, `${count} frames`);
    return this.frames.slice(0, count);
  }

  /** Waits for a Close frame and gives its code, then for the end of the connection. */
  async closed(): Promise<{ readonly code: number | null; readonly reason: string }> {
    await this.until((frames) => frames.some(({ opcode }) => opcode === CLOSE_FRAME), "a close frame");
    const close = this.frames.find(({ opcode }) => opcode === CLOSE_FRAME);
    await this.raw.rest();
    return { code: close?.code ?? null, reason: close?.payload.subarray(2).toString() ?? "" };
  }

  private look(): readonly SeenFrame[] {
    const { frames, length } = readFrames(this.raw.text);
    this.frames.push(...frames);
    this.raw.text = this.raw.text.slice(length);
    return this.frames;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.raw[Symbol.asyncDispose]();
  }
}
