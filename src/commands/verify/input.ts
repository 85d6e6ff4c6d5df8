import { HostportError } from '../../base/errors.js';
import { reason } from '../../config/read.js';
import { type ClusterObjects, COMMAND, joined, readObjects } from '../../kubernetes/kubectl.js';
import type { CommandContext } from '../command.js';

/**
 * The cluster's objects from the named files, else from standard input.
 *
 * @param optional whether it may be left out: then a terminal or an empty standard input is undefined
 * @throws HostportError `usage` for a terminal, `input` for what cannot be read
 */
export async function readCluster(context: CommandContext, optional: boolean): Promise<ClusterObjects | undefined> {
  const { io, positionals } = context;
  if (positionals.length > 0) return joined(await Promise.all(positionals.map((file) => readNamed(context, file))));
  if (io.stdin.isTTY && optional) return undefined;
  if (io.stdin.isTTY) throw nothingGiven('usage', 'standard input is a terminal');
  return readStandardInput(context, optional);
}

async function readStandardInput({ io }: CommandContext, optional: boolean): Promise<ClusterObjects | undefined> {
  const text = (await io.stdin.read()).toString('utf8');
  if (text.trim() !== '') return readObjects(text, '<stdin>');
  if (optional) return undefined;
  throw nothingGiven('input', 'standard input is empty: did kubectl fail?');
}

async function readNamed(context: CommandContext, file: string): Promise<ClusterObjects> {
  if (file === '-') return (await readStandardInput(context, false)) ?? joined([]);
  try {
    return readObjects(context.io.readFile(file).toString('utf8'), file);
  } catch (error) {
    if (error instanceof HostportError) throw error;
    throw new HostportError('input', `cannot be read: ${reason(error)}`, { position: { file } });
  }
}

function nothingGiven(code: 'usage' | 'input', message: string): HostportError {
  return new HostportError(code, message, { remedy: `${COMMAND} | redis-hostport verify` });
}
