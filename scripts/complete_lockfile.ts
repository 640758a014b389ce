/**
 * Completes package-lock.json: `npm ci` refuses a lockfile in which an optional package of some platform is missing, and npm leaves out those that the registry
 * at hand does not serve. Their exact versions stand in the manifest of the package that wants them, their platform in their name. Run it after every change of
 * dependencies: `node bin/launch.cjs scripts/complete_lockfile.ts`. With `--check` it only says what is missing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const entry = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockfile = z.looseObject({ packages: z.record(z.string(), entry) });
type Entry = z.output<typeof entry>;

const SYSTEMS: readonly (readonly [part: string, os: string])[] = [
  ["android", "android"],
  ["darwin", "darwin"],
  ["freebsd", "freebsd"],
  ["linux", "linux"],
  ["netbsd", "netbsd"],
  ["openbsd", "openbsd"],
  ["openharmony", "openharmony"],
  ["sunos", "sunos"],
  ["aix", "aix"],
  ["windows", "win32"],
  ["win32", "win32"],
];
const PROCESSORS: readonly (readonly [part: string, cpu: string])[] = [
  ["arm64", "arm64"],
  ["x64", "x64"],
  ["ia32", "ia32"],
  ["arm", "arm"],
  ["ppc64", "ppc64"],
  ["riscv64", "riscv64"],
  ["s390x", "s390x"],
  ["loong64", "loong64"],
  ["mips64el", "mips64el"],
  ["wasm32", "wasm32"],
];

/** Platform of a package by the parts of its name; null where the name tells none. */
function platformOf(name: string): Record<string, readonly string[]> | null {
  const short = name.slice(name.lastIndexOf("/") + 1);
  const os = SYSTEMS.find(([part]) => short.includes(part))?.[1];
  const cpu = PROCESSORS.find(([part]) => short.includes(part))?.[1];
  if (cpu === undefined || (os === undefined && cpu !== "wasm32")) return null;
  const libc = short.includes("musl") ? ["musl"] : short.includes("gnu") ? ["glibc"] : null;
  return { cpu: [cpu], ...(os === undefined ? {} : { os: [os] }), ...(libc === null ? {} : { libc }) };
}

const file = new URL("../package-lock.json", import.meta.url);
const lock = lockfile.parse(JSON.parse(readFileSync(file, "utf8")));
const missing = new Map<string, Entry>();
const unknown: string[] = [];
for (const [path, { dev, optionalDependencies }] of Object.entries(lock.packages)) {
  if (path === "") continue;
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (Object.hasOwn(lock.packages, key) || Object.hasOwn(lock.packages, `${path}/${key}`)) continue;
    const platform = platformOf(name);
    if (platform === null) unknown.push(`${name}@${version} of ${path}`);
    else missing.set(key, { version, ...platform, ...(dev === true ? { dev } : {}), optional: true });
  }
}
for (const name of unknown) process.stderr.write(`no platform is known for ${name}; add it by hand\n`);
if (process.argv.includes("--check")) {
  for (const name of missing.keys()) process.stdout.write(`missing: ${name}\n`);
  process.exitCode = missing.size + unknown.length > 0 ? 1 : 0;
} else {
  const packages = Object.fromEntries([...Object.entries(lock.packages), ...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  process.stdout.write(`${missing.size} optional packages added\n`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
}
