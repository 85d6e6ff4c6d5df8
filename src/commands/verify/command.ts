import { failure } from '../../base/errors.js';
import { plural } from '../../base/text.js';
import { sharedOptions } from '../../generated/commands.js';
import { readObjects } from '../../kubernetes/kubectl.js';
import type { KubeObject } from '../../kubernetes/objects.js';
import { type Configuration, configurationOf } from '../../overlays/configuration.js';
import { configuredUsers, installOf } from '../../overlays/setup.js';
import { survey } from '../../redis/session.js';
import type { ContextOf } from '../command.js';
import { askKubectl, helmOf, readNamed } from '../input.js';
import type { Io } from '../io.js';
import { isFailing, underWay, writeReports } from '../output.js';
import { accessOf } from '../redis-access.js';
import { COMMAND, clusterObjects, KINDS } from './objects/cluster.js';
import { VERIFY_FORMATS } from './report.js';
import { questions, type RedisQuestions } from './servers/ask.js';
import { type Verification, verifyReleases, verifyServers } from './verify.js';
import { watch } from './watch.js';

export async function runVerify(context: ContextOf<'verify'>): Promise<number> {
  const look = looker(context);
  if (context.values.watch !== undefined) return watch(context, context.values.watch, look);
  const report = await look();
  await writeReports(context, async (format, about) => (await VERIFY_FORMATS[format]())(report, about));
  if (context.io.stdout.isTTY && context.outputs[0].format === 'text') await context.io.stdout.write(`\n${BETWEEN}\n`);
  return isFailing(context, report.summary) ? 1 : 0;
}

const BETWEEN =
  'Between two looks: `redis-hostport alerts` prints rules for Prometheus,\n`verify --watch` looks again and again.';

/** Verifies, each time with what is there then. */
function looker(context: ContextOf<'verify'>): () => Promise<Verification> {
  const configuration = configurationOf(context.sources);
  const redis = questionsFor(context, configuration);
  const read = clusterReader(context, redis !== undefined);
  return async () => {
    const objects = await read();
    if (objects || !redis) return verifyReleases(clusterObjects(objects ?? []), configuration, redis);
    const { ports, cli } = installOf(configuration).chart.values;
    return verifyServers(configuration.config.nodes ?? [], { ...redis, port: redis.port ?? ports.client, cli });
  };
}

/** How servers are asked, with --redis; an option that has no effect without it is a misunderstanding. */
function questionsFor(context: ContextOf<'verify'>, configuration: Configuration): RedisQuestions | undefined {
  const { io, values } = context;
  if (values.redis !== true) {
    const idle = Object.keys(sharedOptions.access).find((name) => Object.hasOwn(values, name));
    if (idle === undefined) return undefined;
    throw failure('needs-redis', { option: idle });
  }
  const access = accessOf(context, configuration, configuredUsers(configuration.steps));
  const ask: RedisQuestions['ask'] = async (addresses) => {
    const show = underWay(io);
    let count = 0;
    try {
      return await survey(addresses, access, questions, () => show(`${plural(++count, 'server')} asked`));
    } finally {
      show('');
    }
  };
  return { ask, user: access.user, port: values.port };
}

/** Where the objects come from when they are not on standard input. */
const ASKING = ['namespace', ...Object.keys(sharedOptions.kubectl)];

const GIVE = `Give it what this prints: ${COMMAND}`;

/**
 * The way to the cluster's objects: kubectl (`-n`, `--context`, `--kubeconfig`), else the named files, else standard input, which
 * `--watch` cannot read, since each call reads again. As a command of Helm's, which takes `-n` for itself, it asks kubectl about
 * Helm's namespace where there is nothing else to read.
 *
 * @param optional whether they may be left out: then a terminal or an empty standard input is undefined
 */
function clusterReader(context: ContextOf<'verify'>, optional: boolean): () => Promise<KubeObject[] | undefined> {
  const { io, positionals: files, values } = context;
  const option = ASKING.find((name) => Object.hasOwn(values, name));
  if (option !== undefined && files.length > 0) {
    throw failure('nothing-to-read', { option, file: String(files[0]) });
  }
  const { namespace } = helmOf(io);
  const ask = () => askKubectl(context, KINDS, values.namespace ?? namespace);
  if (option !== undefined) return ask;
  const read = (file: string) =>
    file === '-' ? standardInput(io, true) : readObjects(readNamed(io, file), file, GIVE);
  if (files.length > 0) return async () => (await Promise.all(files.map(read))).flatMap((objects) => objects ?? []);
  const nothing = optional ? async () => undefined : undefined;
  const otherwise = namespace === undefined ? nothing : ask;
  if (values.watch === undefined) return async () => (await standardInput(io, !otherwise)) ?? otherwise?.();
  if (!otherwise) throw failure('watch-standard-input', {});
  return otherwise;
}

/** The objects on standard input; undefined where there is nothing. */
async function standardInput(io: Io, isNeeded: boolean): Promise<KubeObject[] | undefined> {
  if (io.stdin.isTTY && isNeeded) throw failure('verify-terminal', { command: COMMAND });
  const bytes = io.stdin.isTTY ? Buffer.of() : await io.stdin.read();
  if (!isNeeded && bytes.toString('latin1').trim() === '') return undefined;
  return readObjects(bytes, '<stdin>', GIVE);
}
