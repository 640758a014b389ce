/** All checks of `portcullis doctor`, in the order in which it tells of them. A new one is a file and a line here. */
import type { DoctorCheck } from "../doctor_check.ts";
import { acme } from "./acme.ts";
import { certificates } from "./certificates.ts";
import { clock } from "./clock.ts";
import { issuer } from "./issuer.ts";
import { limits } from "./limits.ts";
import { node } from "./node.ts";
import { ports } from "./ports.ts";
import { secrets } from "./secrets.ts";
import { store } from "./store.ts";
import { upstreams } from "./upstreams.ts";

export const CHECKS: readonly DoctorCheck[] = [node, ports, certificates, acme, secrets, clock, issuer, upstreams, store, limits];
