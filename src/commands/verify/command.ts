import { failure, HostportError } from '../../base/errors.js';
import { plural } from '../../base/words.js';
import { installOf } from '../../config/install.js';
import { sharedOptions } from '../../generated/commands.js';
import { type Configuration, configurationOf } from '../../overlays/configuration.js';
import { configuredUsers } from '../../overlays/placement.js';
import { survey } from '../../redis/survey.js';
import type { ContextOf } from '../command.js';
import { accessOf } from '../redis-access.js';
import { isFailing, writeReports } from '../reports.js';
import { underWay } from '../terminal.js';
import { clusterReader } from './input.js';
import { VERIFY_FORMATS } from './report/index.js';
import { questions, type RedisQuestions } from './servers/ask.js';
import { type Verification, verifyReleases, verifyServers } from './verify.js';
import { watch } from './watch.js';

export async function runVerify(context: ContextOf<'verify'>): Promise<number> {
  const look = await looker(context);
  const exitCode = ({ summary }: Verification): number => (isFailing(context, summary) ? 1 : 0);
  if (context.values.watch !== undefined) return watch(context, context.values.watch, look, exitCode);
  const report = await look();
  await writeReports(context, async (format, about) => (await VERIFY_FORMATS[format]())(report, about));
  if (context.io.stdout.isTTY && context.outputs[0].format === 'text') await context.io.stdout.write(`\n${BETWEEN}\n`);
  return exitCode(report);
}

const BETWEEN =
  'Between two looks: `redis-hostport alerts` prints rules for Prometheus,\n`verify --watch` looks again and again.';

/** Verifies, each time with what is there then. */
async function looker(context: ContextOf<'verify'>): Promise<() => Promise<Verification>> {
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
