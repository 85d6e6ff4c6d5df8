import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { alertsCommand } from '../commands/alerts/command.js';
import type { Command } from '../commands/command.js';
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
import { helpText } from './help.js';
import { HELP, reporting, runCommand } from './run.js';

/** Every command but post-rendering, which has no name. */
export const COMMANDS: Readonly<Record<string, { summary: string; command: Command }>> = {
  diff: {
    summary: 'show what post-rendering would change, as a unified diff',
    command: diffCommand,
  },
  lint: {
    summary: 'check what Helm renders, in CI: what would not work on the cluster, with file and line',
    command: lintCommand,
  },
  fn: {
    summary: 'post-render as a KRM function, for kustomize and kpt',
    command: fnCommand,
  },
  export: {
    summary: 'write the change as patches for kustomize, Flux or Kyverno',
    command: exportCommand,
  },
  init: {
    summary: 'write a commented redis-hostport.yaml, from `kubectl get nodes -o json` or from names and IPs',
    command: initCommand,
  },
  plan: {
    summary: 'show which pod belongs on which node, and what is guaranteed; also as a picture',
    command: planCommand,
  },
  values: {
    summary: "print the chart's values for the configured nodes",
    command: valuesCommand,
  },
  labels: {
    summary: 'print the kubectl commands that label the nodes',
    command: labelsCommand,
  },
  endpoints: {
    summary: 'print the settings of clients: Spring Boot, ioredis, go-redis, redis-py and others',
    command: endpointsCommand,
  },
  password: {
    summary: 'tell which server knows which password of the configured users; add the new one, drop the old one',
    command: passwordCommand,
  },
  schema: {
    summary: 'print a JSON Schema',
    command: schemaCommand,
  },
  verify: {
    summary: 'check what runs: is every pod on the node whose IP it announces; --redis asks the servers',
    command: verifyCommand,
  },
  alerts: {
    summary: 'print alerting rules for Prometheus: what verify would find, said before users notice',
    command: alertsCommand,
  },
};

/** Runs a command by its name. @returns the exit code */
export function runNamed(name: string, io: Io): Promise<number> {
  return reporting(io, () => {
    const command = named(name);
    return runCommand(io, command, { name, help: () => helpText(command, columnsOf(io)) });
  });
}

/** The help of the whole tool: that of post-rendering, and the list of commands. */
export function wholeHelp(postRendering: Command, columns: number | undefined): string {
  return helpText(postRendering, columns, COMMANDS);
}

function named(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.command : undefined;
  if (command) return command;
  throw new HostportError('usage', `there is no command ${name}${nearest(name, Object.keys(COMMANDS))}`, {
    remedy: `${HELP} To post-render a file, give it on standard input: redis-hostport < FILE`,
  });
}
