/**
 * Writes bytes that are needed once, and gives their memory back as soon as the system has it. Why: each read of a socket, and each copy, is a buffer of its own,
 * and the runtime lets 64 MB of dead ones gather before it looks for them; a large upload then takes that memory, and a full collection each 64 MB.
 */
import type net from "node:net";

/** Below, the call costs more than the memory. */
const WORTH_BYTES = 16_384;

/** `bytes` must be needed by nobody else: where they are the whole of a buffer, it is empty afterwards. A part of one, or of other origin, stays as it is. */
export function writeOnce(socket: net.Socket, bytes: Uint8Array): boolean {
  const { buffer } = bytes;
  // INVARIANT: views of a buffer that the codec keeps are no Buffers, and cover it only in part.
  const isWhole = Buffer.isBuffer(bytes) && bytes.length >= WORTH_BYTES && bytes.length === buffer.byteLength;
  if (!isWhole || !(buffer instanceof ArrayBuffer)) return socket.write(bytes);
  return socket.write(bytes, (error) => {
    if (error === null || error === undefined) buffer.transfer(0);
  });
}
