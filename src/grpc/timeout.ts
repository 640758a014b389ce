/** The deadline that a caller of gRPC asks for: `grpc-timeout`, at most eight digits and a unit (gRPC over HTTP2, Timeout). */
const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 0.001, n: 0.000_001 };

/** Milliseconds, at least one; null where the text is none. */
export function parseGrpcTimeout(text: string): number | null {
  const unitMs = UNIT_MS[text.slice(-1)];
  const digits = text.slice(0, -1);
  if (unitMs === undefined || digits.length < 1 || digits.length > 8) return null;
  for (const digit of digits) if (digit < "0" || digit > "9") return null;
  return Math.max(1, Math.ceil(Number(digits) * unitMs));
}
