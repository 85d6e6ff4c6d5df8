import type { Command } from './command.js';

/** Every command; its code is loaded when it runs. */
export const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  diff: {
    summary: 'show what post-rendering would change, as a unified diff',
    load: async () => (await import('../post-render/diff-command.js')).diffCommand,
  },
  schema: {
    summary: 'print a JSON Schema',
    load: async () => (await import('./schema-command.js')).schemaCommand,
  },
};
