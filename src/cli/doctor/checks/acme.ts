/** Certificates that the gateway orders by ACME: which are there, until when, and when they are renewed. Asks no authority. */
import { toErrorText } from "../../../codec/thrown.ts";
import { renewalMs } from "../../../adapters/acme/renewal_time.ts";
import { type Diagnosis, type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";
import { type OrderedHost, orderedHostsOf } from "../subjects.ts";

export const acme: DoctorCheck = {
  name: "acme",
  summary: "certificates ordered by ACME: there, until when, next renewal",
  withinMs: 5_000,
  run: async (context) => {
    const diagnoses = orderedHostsOf(context).map((each) => judge(each, context.nowMs()));
    return Promise.resolve(diagnoses.length > 0 ? diagnoses : [ok("no certificate is ordered by ACME")]);
  },
};

const day = (ms: number): string => new Date(ms).toISOString();

function judge({ key, host, folder }: OrderedHost, nowMs: number): Diagnosis {
  try {
    const kept = folder.certificate(host);
    if (kept === null)
      return warning(
        `${key}: there is no certificate of ${host} yet; its handshakes are refused`,
        "start the gateway, and look for `ACME` in its log: the authority must reach the challenge",
      );
    const fromMs = renewalMs(kept, 1);
    const until = `${key}: the certificate of ${host} is valid until ${day(kept.toMs)}`;
    if (kept.toMs <= nowMs)
      return failure(`${key}: the certificate of ${host} expired on ${day(kept.toMs)}`, "look in the log why it could not be renewed");
    if (renewalMs(kept, 0) < nowMs)
      return warning(
        `${until}; its renewal is due since ${day(fromMs)}`,
        "let the gateway run, or look in its log why it could not be renewed",
      );
    return ok(`${until}, renewed from ${day(fromMs)} on`);
  } catch (error) {
    return failure(`${key}: ${toErrorText(error)}`, "remove the file; the gateway orders a new certificate");
  }
}
