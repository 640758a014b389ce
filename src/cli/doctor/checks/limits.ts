/** What the system grants against what the configuration promises: open files, waiting connections, memory. */
import { type Diagnosis, type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";
import { addressesOf, upstreamsOf } from "../subjects.ts";

/** Files that the process has open besides connections: code, store, log, watches. */
const OTHER_FILES = 128;
/** What listeners ask for (`adapters/`). */
const BACKLOG = 1_024;
const LEAST_MEMORY = 256 * 1_048_576;
/** Memory besides JavaScript's values: buffers, code, threads, SQLite. */
const OUTSIDE_HEAP = 128 * 1_048_576;

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1_048_576)} MB`;

export const limits: DoctorCheck = {
  name: "limits",
  summary: "limits of the system: open files, waiting connections, memory",
  withinMs: 2_000,
  run: async (context) => {
    const { config, facts } = context;
    const clients = config.protocol.connections;
    const upstream = upstreamsOf(context).reduce((sum, { connections }) => sum + connections, 0);
    return [
      judgeFiles(facts.openFiles, clients, clients + upstream + addressesOf(context).length + OTHER_FILES),
      judgeBacklog(facts.somaxconn),
      judgeMemory(facts.cgroupBytes ?? facts.memoryBytes, facts.heapBytes),
    ];
  },
};

function judgeFiles(granted: number | null, clients: number, wanted: number): Diagnosis {
  if (granted === null) return warning("the system does not tell how many files may be open", `see that it grants ${wanted}`);
  const todo = `grant ${wanted} (\`ulimit -n\`, LimitNOFILE of the systemd unit), or lower \`protocol.connections\``;
  const told = `${granted} open files for \`protocol.connections: ${clients}\``;
  if (granted < clients) return failure(`${told}: the system refuses connections before the gateway can`, todo);
  if (granted < wanted) return warning(`${told}: with every connection in use there are none left for upstreams`, todo);
  return ok(`${granted === Number.POSITIVE_INFINITY ? "any number of" : granted} open files; ${wanted} may be used`);
}

function judgeBacklog(somaxconn: number | null): Diagnosis {
  if (somaxconn === null) return ok("the system does not tell how many connections may wait");
  if (somaxconn >= BACKLOG) return ok(`${BACKLOG} connections may wait to be accepted`);
  return warning(
    `${somaxconn} connections may wait to be accepted; the gateway asks for ${BACKLOG}`,
    `set \`net.core.somaxconn=${BACKLOG}\` with sysctl`,
  );
}

function judgeMemory(memory: number, heap: number): Diagnosis {
  if (memory < LEAST_MEMORY) return warning(`${megabytes(memory)} of memory`, `grant ${megabytes(LEAST_MEMORY)} or more`);
  if (heap + OUTSIDE_HEAP <= memory) return ok(`${megabytes(memory)} of memory, at most ${megabytes(heap)} for JavaScript`);
  const fit = Math.floor((memory - OUTSIDE_HEAP) / 1_048_576);
  return warning(
    `${megabytes(memory)} of memory, of which JavaScript may take ${megabytes(heap)}: the system would end the process`,
    `set \`NODE_OPTIONS=--max-old-space-size=${Math.floor(fit * 0.9)}\``,
  );
}
