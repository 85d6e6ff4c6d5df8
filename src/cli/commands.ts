import { failure } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { inTable } from '../base/util.js';
import type { CommandContext, CommandTable, RunCommand } from '../commands/command.js';
import type { Io } from '../commands/io.js';
import { columnsOf } from '../commands/output.js';
import { type CommandName, commandTexts, postRenderTexts } from '../generated/commands.js';
import { complete } from './complete.js';
import { helpText } from './help.js';
import { reporting, runCommand } from './run.js';

/** Every command but post-rendering, which has no name. */
export const COMMANDS: CommandTable = commandTexts;

/** What each of them does, loaded when it is asked for. */
const LOADS: Readonly<Record<string, () => Promise<RunCommand>>> = {
  diff: async () => (await import('../commands/diff-command.js')).runDiff,
  lint: async () => (await import('../commands/lint/command.js')).runLint,
  fn: async () => (await import('../commands/fn-command.js')).runFn,
  export: async () => (await import('../commands/export/command.js')).runExport,
  init: async () => (await import('../commands/init/command.js')).runInit,
  plan: async () => (await import('../commands/plan/command.js')).runPlan,
  values: async () => (await import('../commands/values-command.js')).runValues,
  labels: async () => (await import('../commands/labels-command.js')).runLabels,
  endpoints: async () => (await import('../commands/endpoints-command.js')).runEndpoints,
  password: async () => (await import('../commands/password-command.js')).runPassword,
  schema: async () => (await import('../commands/print-commands.js')).runSchema,
  verify: async () => (await import('../commands/verify/command.js')).runVerify,
  alerts: async () => (await import('../commands/alerts-command.js')).runAlerts,
  completion: async () => (await import('../commands/print-commands.js')).runCompletion,
} satisfies Record<CommandName, unknown>;

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
    const load = inTable(LOADS, name);
    if (!texts || !load) throw failure('no-command', { command: `${name}${nearest(name, Object.keys(COMMANDS))}` });
    const run = async (context: CommandContext) => (await load())(context);
    return runCommand(io, texts, run, () => helpText(texts, columnsOf(io)));
  });
}

/** The help of the whole tool: that of post-rendering, and the list of commands. */
export function wholeHelp(io: Io): string {
  return helpText(postRenderTexts, columnsOf(io), COMMANDS);
}
