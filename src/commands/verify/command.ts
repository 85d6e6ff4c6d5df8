import { HostportError } from '../../base/errors.js';
import { type LoadedConfig, loadConfig } from '../../config/config.js';
import { installOf } from '../../config/install.js';
import { activeOverlays } from '../../overlays/active.js';
import { configuredUsers } from '../../overlays/users.js';
import { survey } from '../../redis/survey.js';
import type { Command, CommandContext } from '../command.js';
import { failingSeverities, namesOf, outputsOf, reportContext, reportOptions, writeReports } from '../formats.js';
import { ACCESS_OPTIONS, accessOf, portOption } from '../redis-access.js';
import { readCluster } from './input.js';
import { COMMAND } from './objects/cluster.js';
import type { Configured } from './objects/expectation.js';
import { VERIFY_FORMATS } from './report/index.js';
import { countsOf, type Verification } from './report/report.js';
import { questions } from './servers/ask.js';
import type { RedisQuestions } from './verify.js';
import { verifyReleases, verifyServers } from './verify.js';

export const verifyCommand: Command = {
  usage: ['redis-hostport verify [FILE…]', 'redis-hostport verify --redis [FILE…]'],
  description: [
    'Tells for every pod whether it runs on the node whose IP it announces, what is wrong and what mends it. Reads',
    `what this prints, from standard input or FILE: ${COMMAND}`,
    'With --redis it asks the servers themselves, at the IPs the pods announce; without objects from kubectl, at the',
    'nodes of the configuration. It changes nothing. Exit codes: 0 all right, 1 findings, 2 it could not be told.',
  ].join('\n'),
  options: {
    redis: { description: 'ask the servers: CONFIG GET cluster-announce-ip, CLUSTER NODES, CLUSTER INFO' },
    ...Object.fromEntries(
      Object.entries(ACCESS_OPTIONS).map(([name, one]) => [
        name,
        { ...one, description: `--redis: ${one.description}` },
      ]),
    ),
    ...reportOptions(namesOf(VERIFY_FORMATS)),
  },
  examples: [
    'kubectl -n redis-cluster get pods,nodes,statefulsets,services -o json | redis-hostport verify',
    'REDIS_HOSTPORT_REDIS_PASSWORD=… redis-hostport verify --redis        # at the nodes of ./redis-hostport.yaml',
    'redis-hostport verify cluster.json --redis --user song --format junit=verify.xml',
  ],
  async run(context) {
    const failing = failingSeverities(context);
    const outputs = outputsOf(context, namesOf(VERIFY_FORMATS));
    const report = await reportOf(context);
    await writeReports(context, outputs, VERIFY_FORMATS, report, reportContext(context, []));
    const counts = countsOf(report);
    return failing.some((severity) => counts[severity] > 0) ? 1 : 0;
  },
};

async function reportOf(context: CommandContext): Promise<Verification> {
  const loaded = loadConfig(context.sources);
  const configured: Configured = { loaded, active: activeOverlays(loaded, context.sources) };
  const withRedis = context.values.redis === true;
  const redis = withRedis ? questionsFor(context, configured) : undefined;
  refuseIdleOptions(context, withRedis);
  const objects = await readCluster(context, withRedis);
  if (objects) return verifyReleases(objects, configured, redis);
  if (!redis) throw new HostportError('usage', 'there is nothing to verify');
  return verifyServers(loaded.config.nodes ?? [], { ...redis, ...ofInstall(loaded, redis.port) });
}

function questionsFor(context: CommandContext, configured: Configured): RedisQuestions {
  const access = accessOf(context, configured.loaded, configuredUsers(configured.active.flatMap(({ steps }) => steps)));
  return { ask: (addresses) => survey(addresses, access, questions), user: access.user, port: portOption(context) };
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
