/** The command line: `portcullis COMMAND`. Commands are rows of one table; nothing else is special. */
import { isatty } from "node:tty";
import { toErrorText } from "../codec/thrown.ts";
import { VERSION } from "../adapters/version.ts";
import { foldText } from "./fold.ts";
import { COMMANDS } from "./commands/index.ts";
import { nearestWord } from "../codec/nearest_word.ts";
import { type Command, EXIT, type Io, UsageError } from "./command.ts";

function help(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const rows = COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`).join("\n");
  return `usage: portcullis COMMAND [OPTIONS]

${rows}

\`portcullis COMMAND --help\` tells more. Exit codes: 0 ok, 1 runtime error, 2 findings, 3 invalid configuration, 64 usage.
`;
}

/** The command whose name is nearest, for a mistyped one; null when none is near. */
function nearest(name: string): string | null {
  const close = COMMANDS.filter((command) => command.name.startsWith(name.slice(0, 2)) || name.startsWith(command.name.slice(0, 3)));
  return close[0]?.name ?? null;
}

/** The option of a command's usage that is nearest to an unknown one, as a question; empty when none is near. */
function meant(message: string, { usage }: Command): string {
  const unknown = /^Unknown option '(--[^']+)'/u.exec(message)?.[1];
  const near = unknown === undefined ? null : nearestWord(unknown, usage.match(/--[a-z][a-z-]*/gu) ?? [], 2);
  return near === null ? "" : `; did you mean \`${near}\`?`;
}

export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (name === "help" && args[0] !== undefined) return await main([args[0], "--help"], io);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? io.err : io.out)(foldText(help(), io.columns));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === "--version" || name === "-V") {
    io.out(`${VERSION}\n`);
    return EXIT.ok;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const near = nearest(name);
    io.err(`portcullis: no command \`${name}\`${near === null ? "" : `; did you mean \`${near}\`?`} (\`portcullis --help\` lists them)\n`);
    return EXIT.usage;
  }
  if (args.includes("--help") || args.includes("-h")) {
    io.out(foldText(`${command.summary}\n\nusage: portcullis ${command.usage}\n`, io.columns));
    return EXIT.ok;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    if (error instanceof UsageError || (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))) {
      // Why: Node.js goes on with advice on positional arguments, which none of these commands takes in that form.
      const message = error.message.replace(/\. To specify a positional argument.*$/su, "");
      io.err(`portcullis ${name}: ${message}${meant(message, command)}\n\`portcullis ${name} --help\` tells the options\n`);
      return EXIT.usage;
    }
    io.err(`portcullis ${name}: ${toErrorText(error)}\n`);
    if (io.env["PORTCULLIS_DEBUG"] !== undefined && error instanceof Error) io.err(`${error.stack ?? ""}\n`);
    return EXIT.runtime;
  }
}

if (process.argv[1] !== undefined && /[\\/]cli[\\/]main\.[jt]s$/u.test(process.argv[1])) {
  // Why: `portcullis events | head` closes the pipe early, which is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(EXIT.ok);
  });
  process.exitCode = await main(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colours: isatty(process.stdout.fd) && process.env["NO_COLOR"] === undefined,
    columns: process.stdout.columns ?? Number.POSITIVE_INFINITY,
    cwd: process.cwd(),
    env: process.env,
  });
}
