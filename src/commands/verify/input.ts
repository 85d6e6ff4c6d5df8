import { failure } from '../../base/errors.js';
import { sharedOptions } from '../../generated/commands.js';
import { type KubeObject, readObjects } from '../../kubernetes/kubectl.js';
import type { CommandContext, ContextOf } from '../command.js';
import { readNamed } from '../input.js';
import { askKubectl, helmOf } from '../kubectl.js';
import { type ClusterObjects, COMMAND, clusterObjects, KINDS } from './objects/cluster.js';

/** Where the objects come from when they are not on standard input. */
const ASKING = ['namespace', ...Object.keys(sharedOptions.kubectl)];

const GIVE = `Give it what this prints: ${COMMAND}`;

/**
 * The way to the cluster's objects: kubectl (`-n`, `--context`, `--kubeconfig`), else the named files, else standard
 * input. Each call reads again, so `--watch` cannot read standard input. As a command of Helm's, which takes `-n` for itself, it asks
 * kubectl about Helm's namespace where there is nothing else to read.
 *
 * @param optional whether they may be left out: then a terminal or an empty standard input is undefined
 * @throws HostportError `usage` for what cannot be meant; the way itself `input` for what cannot be read
 */
export function clusterReader(
  context: ContextOf<'verify'>,
  optional: boolean,
): () => Promise<ClusterObjects | undefined> {
  const { positionals, values } = context;
  const option = ASKING.find((name) => Object.hasOwn(values, name));
  if (option !== undefined && positionals.length > 0) {
    throw failure('nothing-to-read', { option, file: String(positionals[0]) });
  }
  const { namespace } = helmOf(context.io);
  const ask = async () => clusterObjects(await askKubectl(context, KINDS, values.namespace ?? namespace));
  if (option !== undefined) return ask;
  if (positionals.length > 0) {
    return async () => clusterObjects((await Promise.all(positionals.map((file) => objectsIn(context, file)))).flat());
  }
  if (namespace !== undefined) {
    if (values.watch !== undefined) return ask;
    return async () => (await fromStandardInput(context, true)) ?? ask();
  }
  if (values.watch === undefined) return () => fromStandardInput(context, optional);
  if (optional) return async () => undefined;
  throw failure('watch-standard-input', {});
}

async function fromStandardInput({ io }: CommandContext, optional: boolean): Promise<ClusterObjects | undefined> {
  if (io.stdin.isTTY && optional) return undefined;
  if (io.stdin.isTTY) throw failure('verify-terminal', { command: COMMAND });
  const bytes = await io.stdin.read();
  if (optional && bytes.toString('latin1').trim() === '') return undefined;
  return clusterObjects(readObjects(bytes, '<stdin>', GIVE));
}

async function objectsIn({ io }: CommandContext, file: string): Promise<KubeObject[]> {
  if (file === '-') return readObjects(await io.stdin.read(), '<stdin>', GIVE);
  return readObjects(readNamed(io, file), file, GIVE);
}
