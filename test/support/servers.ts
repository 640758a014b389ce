/** The real servers that tests run against: where they are on this machine, and how they get there. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

interface ServerPackage {
  /** Name of the executable. */
  readonly binary: string;
  /** Debian package that holds it. */
  readonly debian: string;
}

const SERVERS: Readonly<Record<string, ServerPackage>> = {
  nginx: { binary: "nginx", debian: "nginx-light" },
  "systemd-analyze": { binary: "systemd-analyze", debian: "systemd" },
  "systemd-socket-activate": { binary: "systemd-socket-activate", debian: "systemd" },
  apache2: { binary: "apache2", debian: "apache2" },
  haproxy: { binary: "haproxy", debian: "haproxy" },
  openssl: { binary: "openssl", debian: "openssl" },
  pebble: { binary: "pebble", debian: "pebble" },
  curl: { binary: "curl", debian: "curl" },
};

const EXTRA_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];

/** Path of an executable on this machine, or null. */
export function findServer(name: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...EXTRA_FOLDERS];
  for (const folder of folders) {
    const file = join(folder, name);
    if (folder !== "" && existsSync(file)) return file;
  }
  return null;
}

/** Why a test that needs `name` can't run, as node:test's `skip` takes it; false when it can. With CI=true a missing server is an error, not a skip. */
export function skipWithout(name: string): string | false {
  if (findServer(name) !== null) return false;
  const reason = `${name} is not on this machine and could not be installed`;
  if (process.env["CI"] === "true") throw new Error(reason);
  return reason;
}

/** Installs with apt-get what is missing, where this is Debian and we are root; says what it does. Never throws: what stays missing is skipped by name. */
export function installMissingServers(say: (line: string) => void): void {
  const missing = Object.values(SERVERS).filter((server) => findServer(server.binary) === null);
  if (missing.length === 0) return;
  const names = missing.map((server) => server.debian);
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    say(`missing for some tests: ${names.join(", ")}; install them, or those tests are skipped`);
    return;
  }
  try {
    say(`installing ${names.join(", ")} with apt-get`);
    const options = { stdio: "ignore", timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    execFileSync("apt-get", ["update"], options);
    // Why: the package starts a server on port 80 by itself; the tests start their own on free ports.
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", ...names], {
      ...options,
      env: { ...options.env, RUNLEVEL: "1" },
    });
  } catch (error) {
    say(`apt-get could not install ${names.join(", ")}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
