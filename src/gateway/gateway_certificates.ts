/** The certificates of a running gateway: those in files, and those that it orders by ACME; both are watched for their end. */
import { AcmeCertificates } from "../adapters/acme/acme_certificates.ts";
import type { Challenges } from "../adapters/acme/challenges.ts";
import { expiryReadings, type FileCertificate } from "../adapters/certificate_expiry.ts";
import { ExpiryWatch } from "../adapters/expiry_watch.ts";
import type { Clock } from "../kernel/deps.ts";
import type { Notices } from "./notices.ts";

export interface CertificatePorts {
  /** Folder of ACME accounts and certificates. */
  readonly root: string;
  readonly challenges: Challenges;
  readonly clock: Clock;
  readonly notices: Pick<Notices, "acme" | "broke" | "certificateExpires">;
  /** Those in files of the configuration in force. */
  readonly inFiles: () => readonly FileCertificate[];
  /** Called when one was ordered that is to be served; what it throws is told. */
  readonly onOrdered: () => void;
}

export class GatewayCertificates {
  readonly acme: AcmeCertificates;
  private readonly inFiles: () => readonly FileCertificate[];
  private readonly expiry: ExpiryWatch;

  constructor({ root, challenges, clock, notices, inFiles, onOrdered }: CertificatePorts) {
    this.inFiles = inFiles;
    this.acme = new AcmeCertificates({
      root,
      challenges,
      nowMs: () => clock.nowMs(),
      random: () => Math.random(),
      onChange: () => {
        try {
          onOrdered();
        } catch (error) {
          notices.broke("certificate", error);
        }
      },
      onNotice: (notice) => notices.acme(notice),
    });
    this.expiry = new ExpiryWatch(
      () => this.all(),
      () => clock.nowMs(),
      (certificate, daysLeft) => notices.certificateExpires(certificate, daysLeft),
    );
  }

  /** Rows for a gauge of their ends. */
  readings(): ReturnType<typeof expiryReadings> {
    return expiryReadings(this.all());
  }

  /** Called when files were read: says what expires. */
  look(): void {
    this.expiry.look();
  }

  /** Before anything listens. */
  async prepare(): Promise<void> {
    this.look();
    await this.acme.prepare();
  }

  /** Once the listeners listen. */
  start(): void {
    this.acme.start();
  }

  async close(): Promise<void> {
    this.expiry.close();
    await this.acme.close();
  }

  private all(): readonly FileCertificate[] {
    return [...this.inFiles(), ...this.acme.certificates()];
  }
}
