/** Says of each certificate in time that it expires: 30, 7 and 1 days before, and when it has; each once. */
import type { FileCertificate } from "./certificate_expiry.ts";

const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;
/** Days before the end, last one first; 0 is the end. */
const STEPS = [0, 1, 7, 30] as const;

/** `daysLeft` is 0 where the certificate has expired. */
export type TellExpiry = (certificate: FileCertificate, daysLeft: number) => void;

export class ExpiryWatch {
  private readonly certificates: () => readonly FileCertificate[];
  private readonly nowMs: () => number;
  private readonly tell: TellExpiry;
  /** By certificate: the last step that was told. As many as the configuration has files. */
  private told = new Map<string, number>();
  private readonly timer = setInterval(() => this.look(), LOOK_MS).unref();

  constructor(certificates: () => readonly FileCertificate[], nowMs: () => number, tell: TellExpiry) {
    this.certificates = certificates;
    this.nowMs = nowMs;
    this.tell = tell;
  }

  /** Called when the files were read; by itself every hour after that. */
  look(): void {
    const told = new Map<string, number>();
    for (const certificate of this.certificates()) {
      const key = `${certificate.kind} ${certificate.name} ${certificate.expiresAtMs}`;
      const leftMs = certificate.expiresAtMs - this.nowMs();
      const step = STEPS.find((days) => leftMs <= days * DAY_MS);
      const before = told.get(key) ?? this.told.get(key) ?? Number.POSITIVE_INFINITY;
      if (step !== undefined && step < before) this.tell(certificate, Math.max(0, Math.ceil(leftMs / DAY_MS)));
      told.set(key, Math.min(before, step ?? Number.POSITIVE_INFINITY));
    }
    this.told = told;
  }

  close(): void {
    clearInterval(this.timer);
  }
}
