/** API keys of our own (`token/api_key.ts`) for the scheme `apiKey`. A key that is unknown, expired, revoked or of another API is refused alike; only the record says which. */
import type { Clock, Hash } from "../../kernel/deps.ts";
import type { Routed } from "../../kernel/exchange.ts";
import { ABSENT, type Claims, type Credential, type Identity } from "../../kernel/principal.ts";
import { problem } from "../../kernel/problem.ts";
import { parseApiKey } from "../../token/api_key.ts";
import type { ApiKeyRecord, KeyStore } from "../../token/key_store.ts";
import { apiKeyChallenge, type Challenge, type ChallengeReason } from "../challenge.ts";
import type { AuthenticatorDefinition } from "../define_authenticator.ts";
import { type KeyPlace, readKeyValues } from "./key_value.ts";

const INVALID: ChallengeReason = { error: "invalid_token", description: "the API key is not valid for this API" };
const REPEATED: ChallengeReason = { error: "invalid_request", description: "send one API key, where it belongs, once" };
const NO_CLAIMS: Claims = Object.freeze({});

export const apiKey: AuthenticatorDefinition = {
  name: "api_key",
  summary: "API keys made by `portcullis keys create`, in the header, query parameter or cookie that the document's `apiKey` scheme names.",
  accepts: (scheme) => scheme.type === "apiKey",
  compile({ auth, scheme, services }) {
    if (scheme.type !== "apiKey") return { kind: "unusable", reason: "it is no scheme of API keys" };
    if (auth.keys === null) return { kind: "unusable", reason: "it takes API keys, but `auth` names no file of `keys`" };
    const place: KeyPlace = { in: scheme.in, name: scheme.in === "header" ? scheme.name.toLowerCase() : scheme.name };
    const challenge = apiKeyChallenge(scheme.in, scheme.name);
    const { hash, clock } = services;
    return {
      kind: "authenticator",
      authenticator: {
        id: `api_key ${place.in} ${place.name}`,
        describe: `API key in ${scheme.in} ${scheme.name}`,
        challenge,
        checkBody: null,
        authenticate: authenticateWith({ place, challenge, store: services.keyStore(auth.keys), hash, clock, credentials: new WeakMap() }),
      },
    };
  },
};

interface Keys {
  readonly place: KeyPlace;
  readonly challenge: Challenge;
  readonly store: KeyStore;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly credentials: WeakMap<ApiKeyRecord, Credential>;
}

function authenticateWith(keys: Keys): (exchange: Routed) => Identity {
  return (exchange) => {
    const values = readKeyValues(exchange, keys.place);
    const [value] = values;
    if (value === undefined || (values.length === 1 && value === "")) return ABSENT;
    if (values.length > 1) return rejected(keys, exchange, 400, "api_key.repeated", "the API key is sent more than once");
    if (value === null) return rejected(keys, exchange, 400, "api_key.malformed", "the place of the API key can't be read in one way");
    // The checksum keeps garbage from being hashed; the digest is what decides.
    const record = parseApiKey(value) === null ? null : keys.store.find(keys.hash.sha256(value));
    if (record === null) return rejected(keys, exchange, 401, "api_key.unknown", "there is no such API key");
    const fault = faultOf(record, exchange.api, keys.clock.nowMs() / 1000);
    return fault === null ? proven(keys, record) : rejected(keys, exchange, 401, fault[0], fault[1]);
  };
}

function faultOf(record: ApiKeyRecord, api: string, nowS: number): readonly [code: string, message: string] | null {
  if (record.revokedAtS !== null) return ["api_key.revoked", `the API key \`${record.id}\` is revoked`];
  if (record.expiresAtS !== null && nowS >= record.expiresAtS) return ["api_key.expired", `the API key \`${record.id}\` has expired`];
  return record.apis === null || record.apis.includes(api) ? null : ["api_key.other_api", `the API key \`${record.id}\` is for other APIs`];
}

function proven({ credentials }: Keys, record: ApiKeyRecord): Identity {
  let credential = credentials.get(record);
  if (credential === undefined) {
    credential = {
      kind: "api_key",
      subject: record.subject,
      issuer: record.issuer,
      client: null,
      scopes: new Set(record.scopes),
      claims: NO_CLAIMS,
      expiresAtS: record.expiresAtS,
      id: record.id,
    };
    credentials.set(record, credential);
  }
  return { kind: "proven", credential };
}

function rejected({ place, challenge }: Keys, exchange: Routed, status: 400 | 401, code: string, message: string): Identity {
  const reason = status === 400 ? REPEATED : INVALID;
  const headers = [["www-authenticate", challenge(exchange.api, reason, [])]] as const;
  return {
    kind: "rejected",
    findings: [{ code, place: `${place.in}:${place.name}`, message, rule: "config `auth.keys`" }],
    problem:
      status === 400
        ? problem(400, "invalid_credential_request", "Send one credential, where it belongs", { headers })
        : problem(401, "invalid_api_key", "The API key is not valid", { headers }),
  };
}
