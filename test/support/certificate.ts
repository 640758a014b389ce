/** A self-signed certificate for loopback, made when a test starts (X.509, RFC 5280), so that no key lies in the repository and no program is needed. */
import { generateKeyPairSync, sign } from "node:crypto";
import { bits, der, objectId, sequence, toPem, utcTime } from "./der.ts";

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

const ECDSA_WITH_SHA256 = sequence(objectId("2a8648ce3d040302"));

/** For `localhost`, 127.0.0.1 and ::1, valid from yesterday for a week unless the days from now say otherwise. */
export function makeCertificate(fromDays: number = -1, untilDays: number = 7): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(der(0x31, sequence(objectId("550403"), der(0x0c, Buffer.from("localhost")))));
  const day = 86_400_000;
  const names = sequence(
    der(0x82, Buffer.from("localhost")),
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x87, Buffer.from([...Array<number>(15).fill(0), 1])),
  );
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(utcTime(Date.now() + fromDays * day), utcTime(Date.now() + untilDays * day)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(sequence(objectId("551d11"), der(0x04, names)))),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  return {
    cert: toPem("CERTIFICATE", sequence(toBeSigned, ECDSA_WITH_SHA256, bits(signature))),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
