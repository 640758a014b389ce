/** Runs the checks side by side, each within its time, and answers in the order of the table. */
import { type Diagnosis, type DoctorCheck, type DoctorContext, failure } from "./doctor_check.ts";

export interface CheckReport {
  readonly check: string;
  readonly diagnoses: readonly Diagnosis[];
}

/** Never rejects: a check that breaks, says nothing or takes too long is a failure, never a gap. */
export async function runChecks(checks: readonly DoctorCheck[], context: DoctorContext): Promise<readonly CheckReport[]> {
  return await Promise.all(checks.map(async (check) => ({ check: check.name, diagnoses: await within(check, context) })));
}

async function within(check: DoctorCheck, context: DoctorContext): Promise<readonly Diagnosis[]> {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Diagnosis[]>((resolve) => {
    timer = setTimeout(() => {
      const seconds = check.withinMs / 1000;
      resolve([failure(`no answer within ${seconds} s`, "find out what hangs: a name server, a mount or a peer that drops packets")]);
    }, check.withinMs);
  });
  try {
    const diagnoses = await Promise.race([check.run(context, ended.signal), late]);
    return diagnoses.length > 0 ? diagnoses : [failure("the check said nothing", "report this; the check is broken")];
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it threw something that is no error";
    return [failure(`the check itself failed: ${reason}`, "run it again as the gateway's own user; report it if it stays")];
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}
