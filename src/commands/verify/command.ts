import { HostportError } from '../../base/errors.js';
import { plural } from '../../base/words.js';
import type { LoadedConfig } from '../../config/config.js';
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
    const interval = watchInterval(context);
    const look = await looker(context);
    const exitCode = ({ summary }: Verification): number => (failing.some((severity) => summary[severity] > 0) ? 1 : 0);
    if (interval !== undefined) return watch(context, interval, outputs[0], look, exitCode);
    const report = await look();
    await writeReports(context, outputs, VERIFY_FORMATS, report, reportContext(context, []));
    if (context.io.stdout.isTTY && outputs[0]?.format === 'text') await context.io.stdout.write(`\n${BETWEEN}\n`);
    return exitCode(report);
  },
};

const BETWEEN =
  'Between two looks: `redis-hostport alerts` prints rules for Prometheus, `verify --watch` looks again and again.';

/** Verifies, each time with what is there then. */
async function looker(context: CommandContext): Promise<() => Promise<Verification>> {
  const configured = configurationOf(context.sources);
  const withRedis = context.values.redis === true;
  const redis = withRedis ? questionsFor(context, configured) : undefined;
  refuseIdleOptions(context, withRedis);
  const read = clusterReader(context, withRedis);
  return async () => {
    const objects = await read();
    if (objects) return verifyReleases(objects, configured, redis);
    if (!redis) throw new HostportError('usage', 'there is nothing to verify');
    return verifyServers(configured.config.nodes ?? [], { ...redis, ...ofInstall(configured, redis.port) });
  };
}

function questionsFor(context: CommandContext, configured: Configuration): RedisQuestions {
  const access = accessOf(context, configured, configuredUsers(configured.steps));
  const ask: RedisQuestions['ask'] = async (addresses) => {
    const show = underWay(context.io);
    let count = 0;
    try {
      return await survey(addresses, access, questions, () => {
        count += 1;
        show(`${plural(count, 'server')} asked`);
      });
    } finally {
      show('');
    }
  };
  return { ask, user: access.user, port: portOption(context) };
}

function ofInstall(loaded: LoadedConfig, port: number | undefined): { port: number; cli: string } {
  const { values } = installOf(loaded).chartData;
  return { port: port ?? values.ports.client, cli: values.cli };
}

/** An option that has no effect is a misunderstanding. */
function refuseIdleOptions({ values }: CommandContext, withRedis: boolean): void {
  const idle = Object.keys(ACCESS_OPTIONS).find((name) => values[name] !== undefined);
  if (withRedis || idle === undefined) return;
  throw new HostportError('usage', `--${idle} is about asking the servers and needs --redis`);
}
