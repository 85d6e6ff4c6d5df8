import { failure } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { inTable } from '../base/util.js';
import { schemas } from '../generated/schemas.js';
import { completionScripts } from '../generated/templates.js';
import type { CommandContext } from './command.js';

export async function runSchema({ io, positionals: [name = 'config'] }: CommandContext): Promise<number> {
  await io.stdout.write(`${JSON.stringify(named('schema', schemas, name), null, 2)}\n`);
  return 0;
}

export async function runCompletion({ io, positionals: [shell] }: CommandContext): Promise<number> {
  if (shell === undefined) throw failure('no-shell', { shells: nearest('', Object.keys(completionScripts)) });
  await io.stdout.write(named('completion for', completionScripts, shell));
  return 0;
}

function named<Value>(what: string, table: Readonly<Record<string, Value>>, name: string): Value {
  const found = inTable(table, name);
  if (found === undefined) throw failure('not-named', { what, name: `${name}${nearest(name, Object.keys(table))}` });
  return found;
}
