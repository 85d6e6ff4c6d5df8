import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { schemas } from '../generated/schemas.js';
import type { CommandContext } from './command.js';

export async function runSchema({ io, positionals }: CommandContext): Promise<number> {
  const [name = 'config'] = positionals;
  const schema = Object.entries(schemas).find(([one]) => one === name)?.[1];
  if (!schema) throw new HostportError('usage', `there is no schema ${name}${nearest(name, Object.keys(schemas))}`);
  await io.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  return 0;
}
