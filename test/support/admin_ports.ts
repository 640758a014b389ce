/** The gateway as the admin API sees it, for tests: values that can be told apart, and a list of what was asked to change. */
import type { AdminRequest, AdminResponse } from "../../src/adapters/admin_server.ts";
import { adminApi } from "../../src/admin/admin_api.ts";
import type { AdminPorts, ModeChange } from "../../src/admin/contract.ts";
import { EVERY_EVENT } from "../../src/events/query.ts";
import type { ModeOverride } from "../../src/events/modes.ts";
import { deniedRecord } from "./exchange_record.ts";

export interface FakeGateway {
  readonly ports: AdminPorts;
  readonly asked: string[];
  ready: boolean;
  reloads: boolean;
  hasStore: boolean;
}

export function adminPorts(): FakeGateway {
  const asked: string[] = [];
  const overrides = new Map<string, ModeOverride>();
  const gateway: FakeGateway = {
    asked,
    ready: true,
    reloads: true,
    hasStore: true,
    ports: {
      ready: () => gateway.ready,
      observing: () => ["waf"],
      workers: () => [],
      metrics: () => Promise.resolve({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
      events: (filter, limit, before) => {
        asked.push(`events ${JSON.stringify({ ...filter, limit, before })}`);
        const record = deniedRecord({});
        const found = filter.id === null || filter.id === record.id;
        const entries = found ? [{ kind: "exchange", run: 1, seq: 1, record } as const] : [];
        return Promise.resolve(gateway.hasStore ? { entries, next: null } : null);
      },
      matrix: () => Promise.resolve([]),
      config: () => ({
        version: "0",
        generation: 3,
        file: "portcullis.yaml",
        loadedAtMs: 1,
        lastReload: null,
        observing: [],
        eventStore: { error: null, stored: 1, lost: {} },
      }),
      modes: () => ({ guards: ["authn", "waf"], overrides: [...overrides.values()] }),
      setMode: (guard, change, by, reason): ModeChange => {
        asked.push(`mode ${guard} ${JSON.stringify(change)} ${by} ${reason}`);
        if (change === null) {
          overrides.delete(guard);
          return { kind: "cleared" };
        }
        const override = { guard, mode: change.mode, untilMs: change.forMs, setAtMs: 0, by, reason };
        overrides.set(guard, override);
        return { kind: "set", override };
      },
      reload: (by) => {
        asked.push(`reload ${by}`);
        return Promise.resolve({ ok: gateway.reloads, generation: 4, issues: [] });
      },
    },
  };
  return gateway;
}

/** What an unfiltered query asks the store. */
export const UNFILTERED: string = JSON.stringify({ ...EVERY_EVENT, limit: 100, before: null });

const TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

/** The API over such a gateway, at one million milliseconds, asked with the token unless `fields` say otherwise. */
export function adminUnderTest(): {
  readonly gateway: FakeGateway;
  readonly ask: (method: string, target: string, body?: string, fields?: Readonly<Record<string, string>>) => Promise<AdminResponse>;
} {
  const gateway = adminPorts();
  const answer = adminApi({ token: TOKEN, allowedHosts: [] }, gateway.ports, () => 1_000_000);
  const ask = async (method: string, target: string, body = "", fields: Readonly<Record<string, string>> = {}): Promise<AdminResponse> => {
    const [path = "", query = ""] = target.split("?");
    const all: Readonly<Record<string, string>> = {
      host: "localhost",
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      ...fields,
    };
    const request: AdminRequest = {
      method,
      path,
      query: [...new URLSearchParams(query)],
      fields: (name) => (all[name] === undefined || all[name] === "" ? [] : [all[name]]),
      body: new TextEncoder().encode(body),
      via: "tcp",
      scheme: "http",
    };
    return answer(request);
  };
  return { gateway, ask };
}
