/** The clock: it goes evenly, and agrees with those of the issuers, by which tokens begin and end. */
import { request } from "undici";
import { checkFetchUrl } from "../../../adapters/issuer_keys/fetch_url.ts";
import { metadataUrls } from "../../../adapters/issuer_keys/metadata_urls.ts";
import type { IssuerOptions } from "../../../authn/auth_options.ts";
import { parseIssuerUrl } from "../../../token/issuer_url.ts";
import { type Diagnosis, type DoctorCheck, type DoctorContext, failure, ok, warning } from "../doctor_check.ts";
import { issuersOf } from "../subjects.ts";

const SAMPLE_MS = 300;
/** Wall and monotonic clock may part by this much in a sample, for what the scheduler does between two readings. */
const EVEN_MS = 100;
/** A `Date` has whole seconds. */
const DATE_GRAIN_MS = 1_000;
const ADVICE = "let a time service set it (systemd-timesyncd, chrony)";

export const clock: DoctorCheck = {
  name: "clock",
  summary: "the clock goes evenly and agrees with the issuers'",
  withinMs: 8_000,
  run: async (context, signal) => {
    const issuers = new Map(issuersOf(context).map((issuer) => [issuer.issuer, issuer] as const));
    const skews = await Promise.all([...issuers.values()].map((issuer) => judgeSkew(issuer, context, signal)));
    return [await judgeEvenness(context), ...skews];
  },
};

async function judgeEvenness(context: DoctorContext): Promise<Diagnosis> {
  const before = offset(context);
  await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  const apart = offset(context) - before;
  if (Math.abs(apart) <= EVEN_MS) return ok("the clock goes evenly");
  return warning(`the clock was set ${Math.round(Math.abs(apart))} ms ${apart > 0 ? "forward" : "back"} while it was looked at`, ADVICE);
}

const TRIES = 20;
const AT_ONCE_MS = 1;

/** By how much the wall clock is ahead of the monotonic one. Read anew where the process was made to wait between the two. */
function offset({ nowMs, monotonicMs }: DoctorContext): number {
  for (let tries = 1; ; tries++) {
    const before = monotonicMs();
    const wall = nowMs();
    if (monotonicMs() - before <= AT_ONCE_MS || tries === TRIES) return wall - before;
  }
}

/** Half of a round trip is not known, nor the part of a second that `Date` leaves out: only what is surely apart is told. */
async function judgeSkew({ issuer, skewS }: IssuerOptions, { nowMs, monotonicMs }: DoctorContext, signal: AbortSignal): Promise<Diagnosis> {
  const parts = parseIssuerUrl(issuer);
  const url = typeof parts === "string" ? parts : checkFetchUrl(metadataUrls(parts)[0] ?? "", null);
  if (typeof url === "string") return warning(`the clock of \`${issuer}\` was not asked: ${url}`, "see the check `issuer`");
  const began = monotonicMs();
  let date: number;
  try {
    const { headers, body } = await request(url, { signal, headersTimeout: 5_000, bodyTimeout: 5_000 });
    // Why no wait for its end: the answer's head is all that is needed, and the rest may be long.
    body.on("error", () => {}).destroy();
    date = typeof headers["date"] === "string" ? Date.parse(headers["date"]) : Number.NaN;
  } catch {
    return warning(`the clock of \`${issuer}\` could not be asked`, "see the check `issuer`");
  }
  if (Number.isNaN(date)) return warning(`\`${issuer}\` tells no time`, "compare the clock yourself");
  const uncertain = monotonicMs() - began + DATE_GRAIN_MS;
  const apart = Math.max(0, Math.abs(nowMs() - date - DATE_GRAIN_MS / 2) - uncertain);
  const told = `the clocks here and of \`${issuer}\` are at least ${(apart / 1000).toFixed(1)} s apart`;
  if (apart > skewS * 1000) return failure(`${told}; \`skew\` allows ${skewS} s`, ADVICE);
  if (apart > (skewS * 1000) / 2) return warning(`${told}; \`skew\` allows ${skewS} s`, ADVICE);
  return ok(`the clock agrees with that of \`${issuer}\``);
}
