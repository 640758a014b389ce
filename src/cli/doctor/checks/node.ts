/** Node.js: a version that the gateway runs on and that still gets security fixes. */
import { type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";

const OLDEST_MAJOR = 24;
/** Last day with security fixes by major version (nodejs/Release). Odd ones end half a year after they began. */
const SUPPORTED_UNTIL: Readonly<Record<number, string>> = { 24: "2028-04-30", 26: "2029-04-30" };

export const node: DoctorCheck = {
  name: "node",
  summary: "the version of Node.js",
  withinMs: 1_000,
  run: async ({ facts, nowMs }) => {
    const { nodeVersion } = facts;
    const major = Number(nodeVersion.split(".")[0]);
    const named = `Node.js ${nodeVersion}`;
    if (!(major >= OLDEST_MAJOR))
      return [failure(`${named} is too old`, `install Node.js ${OLDEST_MAJOR} or newer, or \`npm ci\` for the bundled one`)];
    const until = SUPPORTED_UNTIL[major];
    if (until === undefined)
      return [warning(`${named} is no version with long support`, "use an even version that is in long-term support")];
    if (nowMs() > Date.parse(until)) return [failure(`${named} got its last security fixes on ${until}`, "install a newer version")];
    return [ok(`${named}, with security fixes until ${until}`)];
  },
};
