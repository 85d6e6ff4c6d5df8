import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { schemas } from '../generated/schemas.js';
import type { Command } from './command.js';
import { wholeSchema } from './whole-schema.js';

const names = Object.keys(schemas);

export const schemaCommand: Command = {
  summary: 'print a JSON Schema',
  usage: ['redis-hostport schema [NAME]'],
  description: `Prints a JSON Schema (draft 2020-12); default: config. There are: ${names.join(', ')}.`,
  options: {},
  examples: ['redis-hostport schema config > redis-hostport.schema.json'],
  async run({ io, positionals }) {
    const [name = 'config'] = positionals;
    if (!names.includes(name)) {
      throw new HostportError('usage', `there is no schema ${name}${nearest(name, names)}`);
    }
    await io.stdout.write(wholeSchema(name));
    return 0;
  },
};
