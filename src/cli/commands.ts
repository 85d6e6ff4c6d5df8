import type { Command } from './command.js';

/** Every command; its code is loaded when it runs. */
export const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  diff: {
    summary: 'show what post-rendering would change, as a unified diff',
    load: async () => (await import('../post-render/diff-command.js')).diffCommand,
  },
  lint: {
    summary: 'check what Helm renders, in CI: what would not work on the cluster, with file and line',
    load: async () => (await import('../lint/command.js')).lintCommand,
  },
  plan: {
    summary: 'show which pod belongs on which node, and what is guaranteed; also as a picture',
    load: async () => (await import('../nodes/plan/plan-command.js')).planCommand,
  },
  schema: {
    summary: 'print a JSON Schema',
    load: async () => (await import('./schema-command.js')).schemaCommand,
  },
};
