/** Files of secrets, and those that decide what the gateway does: read and written by nobody else. */
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { type Diagnosis, type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";
import { type SecretFile, secretFilesOf } from "../subjects.ts";

const READ_BY_ALL = 0o004;
const WRITE_BY_OTHERS = 0o022;
const OTHERS = 0o077;
const STICKY = 0o1000;

export const secrets: DoctorCheck = {
  name: "secrets",
  summary: "who may read and write keys, tokens and the configuration",
  withinMs: 2_000,
  run: async (context) => {
    if (process.platform === "win32")
      return [warning("rights to files are not looked at on Windows", "let nobody else read the files of keys")];
    const diagnoses = secretFilesOf(context).map(judge);
    const faults = diagnoses.filter((each) => each !== null && each.level !== "ok");
    const looked = diagnoses.filter((each) => each !== null).length;
    return faults.length > 0 ? faults.filter((each) => each !== null) : [ok(`${looked} files are open to nobody who should not have them`)];
  },
};

/** Null for a file that is not there: it is made private, or another check tells of it. */
function judge({ what, file, policy }: SecretFile): Diagnosis | null {
  const about = statSync(file, { throwIfNoEntry: false });
  if (about === undefined) return null;
  const named = `${what} \`${file}\``;
  const mode = about.mode & 0o7777;
  const shown = (mode & 0o777).toString(8).padStart(4, "0");
  if (policy === "own" && (mode & OTHERS) !== 0) return failure(`${named} has mode ${shown}; the gateway refuses it`, `chmod 600 ${file}`);
  if (policy === "group" && (mode & READ_BY_ALL) !== 0) return failure(`${named} can be read by everybody (${shown})`, `chmod o= ${file}`);
  if ((mode & WRITE_BY_OTHERS) !== 0) return failure(`${named} can be written by others (${shown})`, `chmod go-w ${file}`);
  const user = process.getuid?.() ?? 0;
  if (about.uid !== user && about.uid !== 0 && user !== 0)
    return warning(`${named} belongs to user ${about.uid}, who may change it`, "let the gateway's user or root own it");
  const folder = statSync(dirname(file));
  if ((folder.mode & 0o002) !== 0 && (folder.mode & STICKY) === 0)
    return failure(`${named} lies in a folder that everybody may write`, `chmod o-w ${dirname(file)}`);
  return ok(named);
}
