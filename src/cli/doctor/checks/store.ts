/** The event store: its file can be made or written, is whole, and has room to grow to its bound. */
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Diagnosis, type DoctorCheck, failure, ok, warning } from "../doctor_check.ts";
import { storeOf } from "../subjects.ts";

const WITHIN_MS = 20_000;
/** Less than this left, and writing fails soon. */
const LEAST_BYTES = 64 * 1_048_576;

export const store: DoctorCheck = {
  name: "store",
  summary: "the event store: can be written, is whole, has room",
  withinMs: WITHIN_MS,
  run: async (context, signal) => {
    const kept = storeOf(context);
    if (kept === null) return [ok("the event store is off")];
    const { file, maxBytes } = kept;
    const place = existsSync(file) ? file : nearestFolder(dirname(file));
    if (!mayWrite(place))
      return [failure(`\`${place}\` can't be written by this user`, "let the gateway's user own it, or name another `store.path`")];
    return [await judgeSpace(file, maxBytes), await judgeContent(file, signal)];
  },
};

/** The folder, or the nearest above it that exists: where the missing ones would be made. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function mayWrite(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1_048_576)} MB`;

async function judgeSpace(file: string, maxBytes: number): Promise<Diagnosis> {
  const { bavail, bsize } = await statfs(nearestFolder(dirname(file)));
  const free = bavail * bsize;
  const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const told = `${megabytes(free)} are free where the event store lies`;
  if (free < LEAST_BYTES) return failure(told, "make room; records are lost when it can't be written");
  if (free < maxBytes - used)
    return warning(`${told}; it may grow by ${megabytes(maxBytes - used)}`, "make room, or set `store.max_size` lower");
  return ok(told);
}

/** SQLite reads the whole file without a pause, so it is done by a process that can be ended. */
function judgeContent(file: string, signal: AbortSignal): Promise<Diagnosis> {
  if (!existsSync(file)) return Promise.resolve(ok(`\`${file}\` is made when the gateway starts`));
  const script = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "../quick_check.ts" : "../quick_check.js", import.meta.url));
  const args = ["--disable-warning=ExperimentalWarning", script, file];
  const options = { timeout: WITHIN_MS - 2_000, signal, killSignal: "SIGKILL", encoding: "utf8" } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, out, err) => {
      if (error === null && out.trim() === "ok") resolve(ok(`\`${file}\` is whole`));
      else if (error?.killed === true)
        resolve(
          warning(`\`${file}\` is too large to be looked through now`, `run \`sqlite3 ${file} 'pragma quick_check'\` when there is time`),
        );
      else
        resolve(
          failure(
            `\`${file}\` is broken: ${(error === null ? out : err).trim().split("\n")[0] ?? ""}`,
            "the gateway sets it aside as `.corrupt` when it starts and begins a new one",
          ),
        );
    });
  });
}
