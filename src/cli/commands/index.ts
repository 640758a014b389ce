/** All commands, in the order in which `--help` lists them. A new command is a file and a line here. What is heavy, the gateway above all, a command imports when it runs. */
import type { Command } from "../command.ts";
import { check } from "./check.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { events } from "./events.ts";
import { explain } from "./explain.ts";
import { init } from "./init.ts";
import { keys } from "./keys.ts";
import { matrix } from "./matrix.ts";
import { mode } from "./mode.ts";
import { runCommand } from "./run.ts";
import { schema } from "./schema.ts";

export const COMMANDS: readonly Command[] = [init, check, runCommand, explain, matrix, events, keys, mode, doctor, schema, demo];
