/** Answers of the admin API as they are written. Nothing of it is cached, framed or guessed at by a browser. */
import type { AdminResponse } from "../adapters/admin_server.ts";
import type { Problem } from "../kernel/problem.ts";

const ALWAYS = [
  ["cache-control", "no-store"],
  ["x-content-type-options", "nosniff"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
] as const;

export function jsonAnswer(value: unknown, status = 200): AdminResponse {
  return { status, headers: [...ALWAYS, ["content-type", "application/json"]], body: JSON.stringify(value) };
}

export function textAnswer(text: string, status = 200, contentType = "text/plain; charset=utf-8"): AdminResponse {
  return { status, headers: [...ALWAYS, ["content-type", contentType]], body: text };
}

/** `detail`: what was wrong, for an operator; null where the title says all. */
export function problemAnswer({ status, code, title, headers }: Problem, detail: string | null = null): AdminResponse {
  const body = { type: `urn:portcullis:problem:${code}`, title, status, ...(detail === null ? {} : { detail }) };
  return { status, headers: [...ALWAYS, ["content-type", "application/problem+json"], ...headers], body: JSON.stringify(body) };
}
