import { HostportError } from '../../base/errors.js';
import { reason } from '../../config/read.js';
import { type KubeObject, readObjects } from '../../kubernetes/kubectl.js';
import type { CommandContext } from '../command.js';
import { type ClusterObjects, COMMAND, clusterObjects } from './objects/cluster.js';

const GIVE = `Give it what this prints: ${COMMAND}`;

/**
 * The cluster's objects from the named files, else from standard input.
 *
 * @param optional whether it may be left out: then a terminal or an empty standard input is undefined
 * @throws HostportError `usage` for a terminal, `input` for what cannot be read
 */
export async function readCluster(context: CommandContext, optional: boolean): Promise<ClusterObjects | undefined> {
  const { io, positionals } = context;
  if (positionals.length > 0) {
    return clusterObjects((await Promise.all(positionals.map((file) => readNamed(context, file)))).flat());
  }
  if (io.stdin.isTTY && optional) return undefined;
  if (io.stdin.isTTY) {
    throw new HostportError('usage', 'standard input is a terminal', { remedy: `${COMMAND} | redis-hostport verify` });
  }
  const bytes = await io.stdin.read();
  if (optional && bytes.toString('latin1').trim() === '') return undefined;
  return clusterObjects(readObjects(bytes, '<stdin>', GIVE));
}

async function readNamed({ io }: CommandContext, file: string): Promise<KubeObject[]> {
  if (file === '-') return readObjects(await io.stdin.read(), '<stdin>', GIVE);
  try {
    return readObjects(io.readFile(file), file, GIVE);
  } catch (error) {
    if (error instanceof HostportError) throw error;
    throw new HostportError('input', `cannot be read: ${reason(error)}`, { position: { file } });
  }
}
