import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { alertsCommand } from '../commands/alerts/command.js';
import type { Command } from '../commands/command.js';
import { completionCommand } from '../commands/completion-command.js';
import { diffCommand } from '../commands/diff-command.js';
import { endpointsCommand } from '../commands/endpoints/endpoints-command.js';
import { exportCommand } from '../commands/export/export-command.js';
import { fnCommand } from '../commands/fn/fn-command.js';
import { initCommand } from '../commands/init/init-command.js';
import type { Io } from '../commands/io.js';
import { labelsCommand } from '../commands/labels-command.js';
import { lintCommand } from '../commands/lint/command.js';
import { passwordCommand } from '../commands/password/command.js';
import { planCommand } from '../commands/plan/plan-command.js';
import { schemaCommand } from '../commands/schema-command.js';
import { columnsOf } from '../commands/terminal.js';
import { valuesCommand } from '../commands/values/values-command.js';
import { verifyCommand } from '../commands/verify/command.js';
import { complete } from './complete.js';
import { helpText } from './help.js';
import { HELP, reporting, runCommand } from './run.js';

/** Every command but post-rendering, which has no name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  diff: diffCommand,
  lint: lintCommand,
  fn: fnCommand,
  export: exportCommand,
  init: initCommand,
  plan: planCommand,
  values: valuesCommand,
  labels: labelsCommand,
  endpoints: endpointsCommand,
  password: passwordCommand,
  schema: schemaCommand,
  verify: verifyCommand,
  alerts: alertsCommand,
  completion: completionCommand,
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
    const command = named(name);
    return runCommand(io, command, { name, help: () => helpText(command, columnsOf(io)) });
  });
}

/** The help of the whole tool: that of post-rendering, and the list of commands. */
export function wholeHelp(postRendering: Command, columns: number | undefined): string {
  return helpText(postRendering, columns, COMMANDS);
}

function named(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command;
  throw new HostportError('usage', `there is no command ${name}${nearest(name, Object.keys(COMMANDS))}`, {
    remedy: `${HELP} To post-render a file, give it on standard input: redis-hostport < FILE`,
  });
}
