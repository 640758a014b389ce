/** A whole gateway before an API that remembers what it saw, and how scenarios speak to it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHOP_RESOURCE } from "../../examples/authorization_server/accounts.ts";
import { type AuthorizationServer, startAuthorizationServer } from "../../examples/authorization_server/server.ts";
import { createKey, revokeKey } from "../../src/adapters/key_file.ts";
import { SYSTEM_DEPS } from "../../src/adapters/system_deps.ts";
import { type Echo, startEcho } from "../support/echo.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { startTestIssuer, TEST_AUDIENCE, type TestIssuer } from "../support/issuer.ts";
import { type RawAnswer, RawClient } from "../support/raw_client.ts";
import type { TokenSketch } from "../support/tokens.ts";
import { DOCUMENT } from "./document.ts";
import type { Seen, Twin } from "./scenario.ts";

/** What a scenario's gateway has beyond the usual; equal wishes share one gateway. */
export interface WorldWish {
  readonly config?: object;
  readonly api?: object;
  /** Options per operation, merged into the API's. */
  readonly operations?: object;
  readonly files?: Readonly<Record<string, string>>;
  /** Issuer of tokens: one that signs whatever a test wants, or the certified one of the examples. */
  readonly issuer?: "own" | "certified";
  /** A gateway of its own, because the scenario changes it. */
  readonly alone?: boolean;
}

export interface Call {
  readonly method?: string;
  readonly target: string;
  /** `Host` and, where there is a body, `Content-Length` are added. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const HOST = "api.example";

/** The bytes of a call; text is UTF-8. */
export function toBytes(call: Call): Buffer {
  const body = call.body === undefined ? null : Buffer.from(call.body);
  const fields = { Host: HOST, ...call.fields, ...(body === null ? {} : { "Content-Length": String(body.length) }) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${call.method ?? (body === null ? "GET" : "POST")} ${call.target} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
  return body === null ? head : Buffer.concat([head, body]);
}

/** Keys of a file that every gateway reads. */
interface ApiKeys {
  readonly file: string;
  readonly valid: string;
  readonly revoked: string;
  readonly expired: string;
}

/** What all worlds share. */
interface Surroundings {
  readonly echo: Echo;
  readonly issuer: TestIssuer;
  readonly apiKeys: ApiKeys;
}

function makeApiKeys(folder: string): ApiKeys {
  const file = join(folder, "keys.json");
  const [valid, revoked] = [createKey(file, { name: "valid" }, SYSTEM_DEPS), createKey(file, { name: "revoked" }, SYSTEM_DEPS)];
  // Made a year ago, for a day.
  const clock = { ...SYSTEM_DEPS.clock, nowMs: () => SYSTEM_DEPS.clock.nowMs() - 31_536_000_000 };
  const expired = createKey(file, { name: "expired", lifetimeS: 86_400 }, { ...SYSTEM_DEPS, clock });
  revokeKey(file, revoked.record.id, SYSTEM_DEPS);
  return { file, valid: valid.key, revoked: revoked.key, expired: expired.key };
}

export class World {
  readonly gateway: TestGateway;
  readonly echo: Echo;
  readonly issuer: TestIssuer;
  readonly apiKeys: ApiKeys;
  private readonly certified: AuthorizationServer | null;

  constructor(gateway: TestGateway, { echo, issuer, apiKeys }: Surroundings, certified: AuthorizationServer | null) {
    this.gateway = gateway;
    this.echo = echo;
    this.issuer = issuer;
    this.apiKeys = apiKeys;
    this.certified = certified;
  }

  /** The certified issuer's address; only with `issuer: "certified"`. */
  get certifiedIssuer(): string {
    if (this.certified === null) throw new Error("the scenario did not ask for the certified issuer");
    return this.certified.issuer;
  }

  connect(localAddress?: string): Promise<RawClient> {
    return RawClient.connect(this.gateway.port, localAddress === undefined ? {} : { localAddress });
  }

  /** Sends the bytes on a connection of its own. Where the gateway closes, nothing may follow its first answer. */
  async raw(bytes: string | Uint8Array): Promise<RawAnswer> {
    await using client = await this.connect();
    const answer = await client.send(bytes).answer();
    if (answer.headers.get("connection")?.[0] === "close") assert.equal(await client.rest(), "", "something follows the last answer");
    return answer;
  }

  call(call: Call): Promise<RawAnswer> {
    return this.raw(toBytes(call));
  }

  /** Sends a legitimate call; the upstream must see it as it was sent, unless `seen` says how it is made anew. */
  async twin(call: Call, seen: Partial<Seen> = {}): Promise<Twin> {
    const body = call.body === undefined ? "" : Buffer.from(call.body).toString("latin1");
    const sent: Seen = { method: call.method ?? (call.body === undefined ? "GET" : "POST"), url: call.target, body, ...seen };
    return { answer: await this.call(call), seen: sent };
  }

  /** As `twin`, for bytes whose meaning the scenario says. */
  async rawTwin(bytes: string, seen: Seen): Promise<Twin> {
    return { answer: await this.raw(bytes), seen };
  }

  /** `Authorization` with a good token of our own issuer, but for what the sketch changes. */
  bearer(sketch: TokenSketch = {}): { readonly Authorization: string } {
    return { Authorization: `Bearer ${this.issuer.token({ ...sketch, claims: { scope: "items:read items:write", ...sketch.claims } })}` };
  }
}

/** Starts worlds as they are wished for, and ends them all. */
export class Worlds {
  private readonly shared: Surroundings;
  private readonly stack: AsyncDisposableStack;
  private readonly worlds = new Map<string, Promise<World>>();
  private certified: Promise<AuthorizationServer> | null = null;

  constructor(shared: Surroundings, stack: AsyncDisposableStack) {
    this.shared = shared;
    this.stack = stack;
  }

  static async start(stack: AsyncDisposableStack): Promise<Worlds> {
    const folder = mkdtempSync(join(tmpdir(), "portcullis-keys-"));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const echo = stack.adopt(await startEcho(), (started) => started.close());
    const issuer = stack.adopt(await startTestIssuer(), (started) => started.close());
    return new Worlds({ echo, issuer, apiKeys: makeApiKeys(folder) }, stack);
  }

  of(wish: WorldWish, modes: Readonly<Record<string, string>>): Promise<World> {
    const key = JSON.stringify([wish, modes]);
    let world = wish.alone === true ? undefined : this.worlds.get(key);
    if (world === undefined) {
      world = this.open(wish, modes);
      this.worlds.set(key, world);
    }
    return world;
  }

  private async open(wish: WorldWish, modes: Readonly<Record<string, string>>): Promise<World> {
    const certified = wish.issuer === "certified" ? await this.certifiedServer() : null;
    const auth =
      certified === null
        ? { issuer: this.shared.issuer.issuer, audience: TEST_AUDIENCE, keys: this.shared.apiKeys.file }
        : { issuer: certified.issuer, audience: SHOP_RESOURCE, keys: this.shared.apiKeys.file };
    const gateway = await startTestGateway({
      document: DOCUMENT,
      upstream: this.shared.echo.base,
      api: { auth, ...wish.api, ...(wish.operations === undefined ? {} : { operations: wish.operations }) },
      config: { modes, ...wish.config },
      ...(wish.files === undefined ? {} : { files: wish.files }),
    });
    this.stack.defer(() => gateway.close());
    return new World(gateway, this.shared, certified);
  }

  private async certifiedServer(): Promise<AuthorizationServer> {
    this.certified ??= startAuthorizationServer({ port: 0 }).then((server) => this.stack.adopt(server, (started) => started.close()));
    return await this.certified;
  }
}
