/** Certificates that the gateway orders by itself: read from the state folder, served as long as there are no newer ones, renewed in time, one order after the other. */
import { toErrorText } from "../../codec/thrown.ts";
import type { FileCertificate } from "../certificate_expiry.ts";
import { type AcmeOrders, contextFault, type TlsMaterial } from "../listener/tls_material.ts";
import type { Reading } from "../metrics.ts";
import { AcmeFolder, type KeptCertificate } from "./acme_folder.ts";
import type { Challenges } from "./challenges.ts";
import { renewalMs, retryDelayMs } from "./renewal_time.ts";

/** What happened to a host's certificate. `failure`: why it could not be ordered, or read. */
export interface AcmeNotice {
  readonly host: string;
  readonly change: "awaited" | "ordered" | "failed" | "unreadable";
  readonly failure: string | null;
  /** When it is tried next; null where that is not known. Epoch milliseconds. */
  readonly nextMs: number | null;
  /** Whether there is a certificate, the old one after a failure. */
  readonly served: boolean;
}

export interface AcmePorts {
  /** Folder of accounts and certificates. */
  readonly root: string;
  readonly challenges: Challenges;
  readonly nowMs: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Told when a certificate is there that is to be served. Does not throw. */
  readonly onChange: () => void;
  readonly onNotice: (notice: AcmeNotice) => void;
  /** Pause after the first failure; a minute where nothing is said. */
  readonly firstRetryMs?: number;
}

/** One host of one directory. */
interface Held {
  readonly host: string;
  readonly acme: AcmeOrders;
  readonly folder: AcmeFolder;
  kept: KeptCertificate | null;
  dueMs: number;
  failures: number;
}

/** Timers of the runtime hold 24 days; clocks are set meanwhile. */
const LONGEST_SLEEP_MS = 3_600_000;
/** Between two orders of a host, whatever its certificate says of its time: the clocks may disagree. */
const LEAST_BETWEEN_MS = 60_000;
const keyOf = ({ directory, challenge }: AcmeOrders, host: string): string => `${directory} ${challenge} ${host}`;

export class AcmeCertificates {
  private readonly ports: AcmePorts;
  private held = new Map<string, Held>();
  private readonly counts = { ok: 0, failed: 0 };
  private readonly ended = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private working: Promise<void> | null = null;
  private started = false;

  constructor(ports: AcmePorts) {
    this.ports = ports;
  }

  /** From here on these are wanted. Those that were before keep what they have, and when they are due. */
  use(listeners: readonly (TlsMaterial | null)[]): void {
    const before = this.held;
    this.held = new Map();
    for (const acme of listeners.flatMap((tls) => tls?.acme ?? [])) {
      for (const host of acme.hosts) {
        const key = keyOf(acme, host);
        const known = before.get(key);
        const held = known === undefined ? this.read(host, acme) : { ...known, acme };
        this.held.set(key, held);
        if (this.started && known === undefined && held.kept === null) this.tell(held, "awaited", null);
      }
    }
    if (this.started) this.schedule();
  }

  /** Loads the library where it will be needed. Why before anybody is served: it takes a fifth of a second in which nothing else happens. */
  async prepare(): Promise<void> {
    if (this.held.size > 0) await import("./order_certificate.ts");
  }

  /** Begins to order what is due: once the listeners listen, since the authority asks them. */
  start(): void {
    this.started = true;
    for (const each of this.held.values()) if (each.kept === null) this.tell(each, "awaited", null);
    this.schedule();
  }

  /** The material with the certificates that are there; the hosts of the others stay awaited. */
  serve(material: TlsMaterial): TlsMaterial {
    const { acme } = material;
    if (acme === null) return material;
    const found = acme.hosts.flatMap((host) => this.held.get(keyOf(acme, host))?.kept?.certificate ?? []);
    const usable = found.filter((each) => contextFault(material, each) === null);
    const there = new Set(usable.flatMap(({ patterns }) => patterns));
    return { ...material, certificates: [...material.certificates, ...usable], awaited: acme.hosts.filter((host) => !there.has(host)) };
  }

  /** Takes what another process of this gateway ordered meanwhile. */
  readFolder(): void {
    for (const held of this.held.values()) this.readAgain(held);
  }

  /** For whoever watches when they expire. */
  certificates(): readonly FileCertificate[] {
    return [...this.held.values()].flatMap(({ kept }) =>
      kept === null ? [] : [{ name: kept.certificate.name, kind: "server" as const, expiresAtMs: kept.toMs }],
    );
  }

  /** Orders so far by `result`. */
  orders(): Reading {
    return [
      [{ result: "ok" }, this.counts.ok],
      [{ result: "failed" }, this.counts.failed],
    ];
  }

  /** Breaks off the order under way; resolves once it is over. */
  async close(): Promise<void> {
    this.ended.abort();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.working;
  }

  private read(host: string, acme: AcmeOrders): Held {
    const held: Held = {
      host,
      acme,
      folder: new AcmeFolder(this.ports.root, acme.directory),
      kept: null,
      dueMs: this.ports.nowMs(),
      failures: 0,
    };
    this.readAgain(held);
    return held;
  }

  /** Takes what lies in the folder where it lasts longer than what is held: another gateway of this folder may have ordered it. */
  private readAgain(held: Held): boolean {
    try {
      const kept = held.folder.certificate(held.host);
      if (kept === null || kept.toMs <= (held.kept?.toMs ?? 0)) return false;
      this.keep(held, kept);
      return true;
    } catch (error) {
      this.tell(held, "unreadable", toErrorText(error));
      return false;
    }
  }

  private keep(held: Held, kept: KeptCertificate): void {
    held.kept = kept;
    held.dueMs = renewalMs(kept, this.ports.random());
    held.failures = 0;
  }

  private schedule(): void {
    if (this.ended.signal.aborted || this.working !== null) return;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.held.size === 0) return;
    const dueMs = Math.min(...[...this.held.values()].map((each) => each.dueMs));
    const sleepMs = Math.min(LONGEST_SLEEP_MS, Math.max(0, dueMs - this.ports.nowMs()));
    this.timer = setTimeout(() => {
      // INVARIANT: never two at once, so that no host is ordered twice.
      this.working = this.orderDue().finally(() => {
        this.working = null;
        this.schedule();
      });
    }, sleepMs).unref();
  }

  /** Never rejects. */
  private async orderDue(): Promise<void> {
    // Why looked up each time: a reload may have changed what is wanted. It ends, since whatever comes of an order puts its host off.
    for (let held = this.firstDue(); held !== null; held = this.firstDue()) {
      if (this.readAgain(held) && held.dueMs > this.ports.nowMs()) this.ports.onChange();
      else await this.order(held);
    }
  }

  private firstDue(): Held | null {
    if (this.ended.signal.aborted) return null;
    const due = [...this.held.values()].filter(({ dueMs }) => dueMs <= this.ports.nowMs());
    return due.toSorted((one, other) => one.dueMs - other.dueMs)[0] ?? null;
  }

  private async order(ordering: Held): Promise<void> {
    const { host, acme, folder } = ordering;
    const { challenges, nowMs, random, firstRetryMs } = this.ports;
    let failure: string;
    let waitMs = 0;
    try {
      // Why here: the library is loaded by gateways alone that order certificates.
      const { orderCertificate } = await import("./order_certificate.ts");
      const ordered = await orderCertificate({ host, acme, folder, challenges, nowMs, signal: this.ended.signal });
      if (ordered.ok) {
        const kept = folder.keep(host, ordered.value);
        const held = this.current(ordering);
        this.keep(held, kept);
        held.dueMs = Math.max(held.dueMs, nowMs() + LEAST_BETWEEN_MS);
        this.counts.ok++;
        this.tell(held, "ordered", null);
        this.ports.onChange();
        return;
      }
      failure = ordered.reason;
      waitMs = ordered.waitMs;
    } catch (error) {
      failure = toErrorText(error);
    }
    if (this.ended.signal.aborted) return;
    const held = this.current(ordering);
    held.failures++;
    held.dueMs = nowMs() + retryDelayMs(held.failures, waitMs, random(), firstRetryMs);
    this.counts.failed++;
    this.tell(held, "failed", failure);
  }

  /** The same host after a reload that came meanwhile. */
  private current(held: Held): Held {
    return this.held.get(keyOf(held.acme, held.host)) ?? held;
  }

  private tell({ host, kept, dueMs }: Held, change: AcmeNotice["change"], failure: string | null): void {
    this.ports.onNotice({ host, change, failure, nextMs: change === "unreadable" ? null : dueMs, served: kept !== null });
  }
}
