import { failure } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { inTable } from '../base/util.js';
import { runAlerts } from '../commands/alerts/command.js';
import type { CommandTexts, RunCommand } from '../commands/command.js';
import { runDiff } from '../commands/diff-command.js';
import { runEndpoints } from '../commands/endpoints-command.js';
import { runExport } from '../commands/export/command.js';
import { runFn } from '../commands/fn-command.js';
import { runInit } from '../commands/init/command.js';
import type { Io } from '../commands/io.js';
import { runLabels } from '../commands/labels-command.js';
import { runLint } from '../commands/lint/command.js';
import { columnsOf } from '../commands/output.js';
import { runPassword } from '../commands/password-command.js';
import { runPlan } from '../commands/plan/command.js';
import { runCompletion, runSchema } from '../commands/print-commands.js';
import { runValues } from '../commands/values-command.js';
import { runVerify } from '../commands/verify/command.js';
import { type CommandName, commandTexts, postRenderTexts } from '../generated/commands.js';
import { complete } from './complete.js';
import { helpText } from './help.js';
import { reporting, runCommand } from './run.js';

/** Every command but post-rendering, which has no name. */
export const COMMANDS: Readonly<Record<string, CommandTexts>> = commandTexts;

/** What each of them does. */
const RUNS: Readonly<Record<CommandName, RunCommand>> = {
  diff: runDiff,
  lint: runLint,
  fn: runFn,
  export: runExport,
  init: runInit,
  plan: runPlan,
  values: runValues,
  labels: runLabels,
  endpoints: runEndpoints,
  password: runPassword,
  schema: runSchema,
  verify: runVerify,
  alerts: runAlerts,
  completion: runCompletion,
};

/** What shells, Helm and kubectl ask for the next word of a command line; no command of people. */
const COMPLETE = '__complete';

/** Runs a command by its name. @returns the exit code */
export function runNamed(name: string, io: Io): Promise<number> {
  return reporting(io, async () => {
    if (name === COMPLETE) {
      await io.stdout.write(complete(io.argv.slice(io.argv.indexOf(COMPLETE) + 1), COMMANDS));
      return 0;
    }
    const texts = inTable(COMMANDS, name);
    const run = inTable<RunCommand>(RUNS, name);
    if (texts && run) return runCommand(io, { name, texts, run, help: () => helpText(texts, columnsOf(io)) });
    throw failure('no-command', { command: `${name}${nearest(name, Object.keys(RUNS))}` });
  });
}

/** The help of the whole tool: that of post-rendering, and the list of commands. */
export function wholeHelp(columns: number | undefined): string {
  return helpText(postRenderTexts, columns, COMMANDS);
}
