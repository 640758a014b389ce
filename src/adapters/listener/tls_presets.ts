/** Presets of versions, ciphers and curves: Mozilla's Server Side TLS guidelines, version 6.0 (https://ssl-config.mozilla.org/guidelines/6.0.json). */
import type { Security } from "../../config/tls_options.ts";

interface Preset {
  /** Names of OpenSSL, those of TLS 1.3 first. */
  readonly ciphers: readonly string[];
  /** Groups for the key exchange, most wanted first. */
  readonly curves: readonly string[];
}

const TLS_13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
const TLS_12 = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];
const CURVES = ["X25519MLKEM768", "X25519", "prime256v1", "secp384r1"];

export const PRESETS: Readonly<Record<Security, Preset>> = {
  modern: { ciphers: TLS_13, curves: CURVES },
  intermediate: { ciphers: [...TLS_13, ...TLS_12], curves: CURVES },
};
