import { failure, HostportError, reason } from '../base/errors.js';
import { oneLine, shellCommand } from '../base/text.js';
import type { sharedOptions } from '../generated/commands.js';
import { LOGGED, readObjects } from '../kubernetes/kubectl.js';
import type { KubeObject } from '../kubernetes/objects.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { CommandContext } from './command.js';
import type { Io } from './io.js';
import { underWay } from './output.js';

/** A stream from a file, or from standard input where none (or `-`) is named; a terminal is an error that says what was expected. */
export async function readStream(
  { io }: { io: Pick<Io, 'stdin' | 'readFile'> },
  file: string | undefined,
  expected = 'what `helm template` prints',
): Promise<Stream> {
  if (file !== undefined && file !== '-') return split(readNamed(io, file), file);
  if (io.stdin.isTTY) throw failure('terminal', { expected });
  return split(await io.stdin.read(), '<stdin>');
}

/** A file's bytes; throws `input` where it cannot be read. */
export function readNamed(io: Pick<Io, 'readFile'>, file: string): Buffer {
  try {
    return io.readFile(file);
  } catch (error) {
    throw failure('unreadable', { why: reason(error) }, { position: { file } });
  }
}

/** What Helm takes out of a plugin's command line and hands on in the environment: https://helm.sh/docs/topics/plugins/ */
export function helmOf({ env }: Pick<Io, 'env'>) {
  const { HELM_PLUGIN_NAME, HELM_NAMESPACE, HELM_KUBECONTEXT } = env;
  if (HELM_PLUGIN_NAME === undefined) return {};
  return { namespace: HELM_NAMESPACE || undefined, context: HELM_KUBECONTEXT || undefined };
}

/** One request to the API server may take this long; there are some for each kind. */
const REQUEST_LIMIT_S = 15;
const LIMIT_MS = 60_000;

/**
 * Runs `kubectl get … -o json`. Where only nodes may not be read, kubectl prints the rest: then that is read, and kubectl's
 * own words are on standard error.
 *
 * @param kinds as kubectl takes them: `pods,nodes`
 * @throws HostportError `input` with kubectl's own error
 */
export async function askKubectl(
  { io, values }: Pick<CommandContext<typeof sharedOptions.kubectl>, 'io' | 'values'>,
  kinds: string,
  namespace?: string,
): Promise<KubeObject[]> {
  const { context = helmOf(io).context, kubeconfig } = values;
  const asked = [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
    ...['get', kinds, '-o', 'json'],
  ];
  const command = shellCommand('kubectl', ...asked);
  const show = underWay(io);
  show('asking kubectl');
  const ran = await io.run('kubectl', [...asked, `--request-timeout=${REQUEST_LIMIT_S}s`], LIMIT_MS);
  show('');
  const lines = ran.stderr.split('\n').filter((line) => line.trim() !== '');
  const words = lines.filter((line) => !LOGGED.test(line));
  const said = words.length > 0 ? words : lines;
  if (ran.fault !== undefined) {
    const question = ran.late ? 'Does the API server answer, and does the login need somebody?' : 'Is it on the PATH?';
    throw new HostportError('input', `kubectl: ${ran.fault}`, { remedy: `${question} Tried: ${command}`, list: said });
  }
  const onlyNodes = said.length > 0 && said.every((line) => /\(Forbidden\): nodes\b/.test(line));
  if (!ran.ok && !onlyNodes) throw new HostportError('input', `kubectl failed: ${command}`, { list: said });
  for (const line of ran.ok ? [] : said) io.stderr.write(`redis-hostport: kubectl: ${oneLine(line)}\n`);
  return readObjects(ran.stdout, '<kubectl>', `Tried: ${command}`);
}
