/** Asks one check of `portcullis doctor` about a configuration in a folder of its own, with the facts of this machine but for those a test sets. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { readConfigFile } from "../../src/adapters/read_config_file.ts";
import { readSystemFacts, type SystemFacts } from "../../src/adapters/system_facts.ts";
import type { Diagnosis, DoctorCheck, DoctorContext } from "../../src/cli/doctor/doctor_check.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export interface Patient {
  /** Keys of the configuration besides `version` and `apis`. */
  readonly config?: object;
  /** Keys of its one API. */
  readonly api?: object;
  readonly facts?: Partial<SystemFacts>;
  readonly files?: Readonly<Record<string, string>>;
  readonly nowMs?: () => number;
  readonly monotonicMs?: () => number;
}

export function patientIn(context: TestContext, patient: Patient): DoctorContext {
  const folder = temporaryFolder(context);
  for (const [name, text] of Object.entries(patient.files ?? {})) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const configFile = join(folder, "portcullis.yaml");
  const api = { routes: "any", public: true, upstream: "http://127.0.0.1:9", ...patient.api };
  writeFileSync(
    configFile,
    JSON.stringify({ version: 1, store: "off", admin: "off", listen: "127.0.0.1:0", ...patient.config, apis: [api] }),
  );
  const read = readConfigFile(configFile);
  if (!read.ok) throw new Error(read.issues.map(({ message, pointer }) => `${pointer}: ${message}`).join("\n"));
  return {
    config: read.value.config,
    configFile,
    folder,
    facts: { ...readSystemFacts(), ...patient.facts },
    nowMs: patient.nowMs ?? (() => Date.now()),
    monotonicMs: patient.monotonicMs ?? (() => performance.now()),
  };
}

/** Its diagnoses as `level: what`, the folder's name left out. */
export async function diagnose(check: DoctorCheck, patient: DoctorContext): Promise<readonly string[]> {
  const diagnoses: readonly Diagnosis[] = await check.run(patient, new AbortController().signal);
  return diagnoses.map(({ level, what }) => `${level}: ${what.replaceAll(`${patient.folder}/`, "")}`);
}
