/** A self-signed certificate for loopback, made when a test starts (X.509, RFC 5280), so that no key lies in the repository and no program is needed. */
import { generateKeyPairSync, sign } from "node:crypto";

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

/** One DER value (X.690): tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  if (bytes.length < 128) return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
  const length = [bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([tag, 0x82, ...length]), bytes]);
}

const SEQUENCE = 0x30;
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(0x06, Buffer.from("2a8648ce3d040302", "hex")));
const COMMON_NAME = Buffer.from("550403", "hex");
const SUBJECT_ALT_NAME = Buffer.from("551d11", "hex");

const utcTime = (date: Date): Buffer => der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/gu, "")}Z`));

/** For `localhost`, 127.0.0.1 and ::1, valid from yesterday for a week unless the days from now say otherwise. */
export function makeCertificate(fromDays: number = -1, untilDays: number = 7): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, der(0x06, COMMON_NAME), der(0x0c, Buffer.from("localhost")))));
  const day = 86_400_000;
  const names = der(
    SEQUENCE,
    der(0x82, Buffer.from("localhost")),
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x87, Buffer.from([...Array<number>(15).fill(0), 1])),
  );
  const toBeSigned = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    der(SEQUENCE, utcTime(new Date(Date.now() + fromDays * day)), utcTime(new Date(Date.now() + untilDays * day))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, der(0x06, SUBJECT_ALT_NAME), der(0x04, names)))),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificate = der(SEQUENCE, toBeSigned, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString("base64").replaceAll(/.{64}/gu, "$&\n");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
