import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { schemas } from '../generated/schemas.js';
import type { Command } from './command.js';

const names = Object.keys(schemas);

export const schemaCommand: Command = {
  summary: 'print a JSON Schema',
  usage: ['redis-hostport schema [NAME]'],
  description: `Prints a JSON Schema (draft 2020-12); default: config. There are: ${names.join(', ')}.`,
  options: {},
  arguments: names,
  examples: ['redis-hostport schema config > redis-hostport.schema.json'],
  async run({ io, positionals }) {
    const [name = 'config'] = positionals;
    const schema = Object.entries(schemas).find(([one]) => one === name)?.[1];
    if (!schema) throw new HostportError('usage', `there is no schema ${name}${nearest(name, names)}`);
    await io.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    return 0;
  },
};
