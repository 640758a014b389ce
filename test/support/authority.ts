/** A certificate authority for tests (RFC 5280, RFC 6960): certificates of hosts and callers, revocation lists, OCSP responses. Made when a test starts. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import { bits, der, generalizedTime, integer, objectId, octets, sequence, toPem, utcTime } from "./der.ts";

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(objectId("2a8648ce3d040302"));
const SHA1 = sequence(objectId("2b0e03021a"), der(0x05));
const TRUE = der(0x01, Buffer.from([0xff]));

const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(objectId("550403"), der(0x0c, Buffer.from(common)))));
const extension = (id: string, critical: boolean, value: Uint8Array): Buffer =>
  sequence(objectId(id), ...(critical ? [TRUE] : []), octets(value));

export interface CertificateWish {
  /** Common name of the subject. */
  readonly name: string;
  /** DNS names, wildcards among them, and IPv4 addresses. */
  readonly hosts?: readonly string[];
  readonly uris?: readonly string[];
  /** `server` unless it says `client`. */
  readonly use?: "server" | "client";
  readonly serial?: number | bigint;
  /** Where its authority answers by OCSP. */
  readonly ocspUri?: string;
  /** Days from now; default 30. */
  readonly days?: number;
  /** Days from now from which on it is valid; default -1. */
  readonly fromDays?: number;
}

export interface OcspWish {
  readonly serial: number | bigint;
  readonly status?: "good" | "revoked" | "unknown";
  /** Milliseconds from now until it is stale; default a day. */
  readonly forMs?: number;
}

export class Authority {
  /** PEM of its own certificate. */
  readonly cert: string;
  private readonly name: Buffer;
  private readonly key: KeyObject;
  private readonly spki: Buffer;
  private nextSerial = 1_000;

  /** `parent`: who signs its certificate, where it is no root. */
  constructor(name: string = "test authority", parent?: Authority) {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.name = nameOf(name);
    this.key = privateKey;
    this.spki = publicKey.export({ type: "spki", format: "der" });
    // basicConstraints CA:TRUE, keyUsage keyCertSign and cRLSign.
    const extensions = [extension("551d13", true, sequence(TRUE)), extension("551d0f", true, der(0x03, Buffer.from([1, 0x06])))];
    this.cert = (parent ?? this).certificate({
      subject: this.name,
      spki: this.spki,
      serial: 1,
      extensions,
      fromMs: -DAY_MS,
      toMs: 365 * DAY_MS,
    });
  }

  issue(wish: CertificateWish): Certificate & { readonly serial: number | bigint } {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const serial = wish.serial ?? this.nextSerial++;
    const names = [
      ...(wish.hosts ?? []).map((host) =>
        /^[0-9.]+$/u.test(host) ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host)),
      ),
      ...(wish.uris ?? []).map((uri) => der(0x86, Buffer.from(uri))),
    ];
    const purpose = wish.use === "client" ? "2b06010505070302" : "2b06010505070301";
    const extensions = [
      extension("551d25", false, sequence(objectId(purpose))),
      ...(wish.ocspUri === undefined
        ? []
        : [extension("2b06010505070101", false, sequence(sequence(objectId("2b06010505073001"), der(0x86, Buffer.from(wish.ocspUri)))))]),
      ...(names.length === 0 ? [] : [extension("551d11", false, sequence(...names))]),
    ];
    const cert = this.certificate({
      subject: nameOf(wish.name),
      spki: publicKey.export({ type: "spki", format: "der" }),
      serial,
      extensions,
      fromMs: (wish.fromDays ?? -1) * DAY_MS,
      toMs: (wish.days ?? 30) * DAY_MS,
    });
    return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), serial };
  }

  /** A revocation list in PEM; `forMs`: milliseconds from now until the next is due. */
  revocations(serials: readonly (number | bigint)[], forMs: number = DAY_MS): string {
    const now = Date.now();
    const revoked = serials.map((serial) => sequence(integer(serial), utcTime(now - DAY_MS)));
    const list = sequence(
      integer(1),
      ECDSA_WITH_SHA256,
      this.name,
      utcTime(now - 2 * DAY_MS),
      utcTime(now + forMs),
      ...(revoked.length === 0 ? [] : [sequence(...revoked)]),
    );
    return toPem("X509 CRL", this.signed(list));
  }

  /** An OCSP response in DER. */
  ocsp({ serial, status = "good", forMs = DAY_MS }: OcspWish): Buffer {
    const now = Date.now();
    const sha1 = (bytes: Uint8Array): Buffer => createHash("sha1").update(bytes).digest();
    const id = sequence(SHA1, octets(sha1(this.name)), octets(sha1(this.spki.subarray(-65))), integer(serial));
    const said = { good: der(0x80), revoked: der(0xa1, generalizedTime(now - DAY_MS)), unknown: der(0x82) }[status];
    const answer = sequence(id, said, generalizedTime(now - 2 * DAY_MS), der(0xa0, generalizedTime(now + forMs)));
    const data = sequence(der(0xa1, this.name), generalizedTime(now - 2 * DAY_MS), sequence(answer));
    const basic = this.signed(data);
    return sequence(der(0x0a, Buffer.from([0])), der(0xa0, sequence(objectId("2b0601050507300101"), octets(basic))));
  }

  private certificate(of: {
    readonly subject: Buffer;
    readonly spki: Buffer;
    readonly serial: number | bigint;
    readonly extensions: readonly Buffer[];
    readonly fromMs: number;
    readonly toMs: number;
  }): string {
    const now = Date.now();
    const toBeSigned = sequence(
      der(0xa0, integer(2)),
      integer(of.serial),
      ECDSA_WITH_SHA256,
      this.name,
      sequence(utcTime(now + of.fromMs), utcTime(now + of.toMs)),
      of.subject,
      of.spki,
      der(0xa3, sequence(...of.extensions)),
    );
    return toPem("CERTIFICATE", this.signed(toBeSigned));
  }

  private signed(toBeSigned: Buffer): Buffer {
    return sequence(toBeSigned, ECDSA_WITH_SHA256, bits(sign("sha256", toBeSigned, this.key)));
  }
}
