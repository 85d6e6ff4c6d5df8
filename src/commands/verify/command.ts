import { HostportError } from '../../base/errors.js';
import { plural } from '../../base/words.js';
import { installOf } from '../../config/install.js';
import { type Configuration, configurationOf } from '../../overlays/configuration.js';
import { configuredUsers } from '../../overlays/placement.js';
import { survey } from '../../redis/survey.js';
import type { Command, CommandContext } from '../command.js';
import { failingSeverities, namesOf, outputsOf, reportContext, reportOptions, writeReports } from '../formats.js';
import { ACCESS_OPTIONS, accessOf, portOption } from '../redis-access.js';
import { underWay } from '../terminal.js';
import { clusterReader, INPUT_OPTIONS } from './input.js';
import { COMMAND } from './objects/cluster.js';
import { VERIFY_FORMATS } from './report/index.js';
import { questions, type RedisQuestions } from './servers/ask.js';
import { type Verification, verifyReleases, verifyServers } from './verify.js';
import { WATCH_OPTION, watch, watchInterval } from './watch.js';

export const verifyCommand: Command = {
  summary: 'check what runs: is every pod on the node whose IP it announces; --redis asks the servers',
  usage: [
    'redis-hostport verify -n NAMESPACE [--redis] [--watch [SECONDS]]',
    'redis-hostport verify [--redis] [FILE…]',
    'redis-hostport verify --redis',
  ],
  description: [
    'Says for every pod whether it runs on the node whose IP it announces, what is wrong and what to do. With -n it asks',
    `kubectl; else it reads what this prints, from standard input or FILE: ${COMMAND}`,
    'With --redis it asks the servers themselves, at the IPs the pods announce; without objects from kubectl, at the nodes',
    'of the configuration. It changes nothing. Exit codes: 0 all right, 1 findings, 2 it is not known.',
  ].join('\n'),
  options: {
    ...INPUT_OPTIONS,
    ...WATCH_OPTION,
    redis: {
      description: 'ask the servers: CLUSTER NODES, CLUSTER INFO, INFO, CONFIG GET cluster-announce-ip and save',
    },
    ...Object.fromEntries(
      Object.entries(ACCESS_OPTIONS).map(([name, one]) => [
        name,
        { ...one, description: `--redis: ${one.description}` },
      ]),
    ),
    ...reportOptions(namesOf(VERIFY_FORMATS)),
  },
  examples: [
    'redis-hostport verify -n redis-cluster',
    'redis-hostport verify -n redis-cluster --redis --watch 30',
    'kubectl -n redis-cluster get pods,nodes,statefulsets,services -o json | redis-hostport verify',
    'REDIS_HOSTPORT_REDIS_PASSWORD=… redis-hostport verify --redis        # at the nodes of ./redis-hostport.yaml',
    'redis-hostport verify cluster.json --redis --user song --format junit=verify.xml',
  ],
  async run(context) {
    const failing = failingSeverities(context);
    const outputs = outputsOf(context, namesOf(VERIFY_FORMATS));
    const seconds = watchInterval(context);
    const look = await looker(context);
    const exitCode = ({ summary }: Verification): number => (failing.some((severity) => summary[severity] > 0) ? 1 : 0);
    if (seconds !== undefined) return watch(context, seconds, outputs[0], look, exitCode);
    const report = await look();
    await writeReports(context, outputs, VERIFY_FORMATS, report, reportContext(context, []));
    if (context.io.stdout.isTTY && outputs[0]?.format === 'text') await context.io.stdout.write(`\n${BETWEEN}\n`);
    return exitCode(report);
  },
};

const BETWEEN =
  'Between two looks: `redis-hostport alerts` prints rules for Prometheus,\n`verify --watch` looks again and again.';

/** Verifies, each time with what is there then. */
async function looker(context: CommandContext): Promise<() => Promise<Verification>> {
  const configuration = configurationOf(context.sources);
  const redis = questionsFor(context, configuration);
  const read = clusterReader(context, redis !== undefined);
  return async () => {
    const objects = await read();
    if (objects) return verifyReleases(objects, configuration, redis);
    if (!redis) throw new HostportError('usage', 'there is nothing to verify');
    const { ports, cli } = installOf(configuration).chartData.values;
    return verifyServers(configuration.config.nodes ?? [], { ...redis, port: redis.port ?? ports.client, cli });
  };
}

/** How servers are asked, with --redis; an option that has no effect without it is a misunderstanding. */
function questionsFor(context: CommandContext, configuration: Configuration): RedisQuestions | undefined {
  const { io, values } = context;
  if (values.redis !== true) {
    const idle = Object.keys(ACCESS_OPTIONS).find((name) => values[name] !== undefined);
    if (idle === undefined) return undefined;
    throw new HostportError('usage', `--${idle} is about asking the servers and needs --redis`);
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
  return { ask, user: access.user, port: portOption(context) };
}
