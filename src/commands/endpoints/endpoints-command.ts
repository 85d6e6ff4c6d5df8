import { setupOf } from '../../overlays/setup.js';
import { type Command, text } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { type Endpoints, endpointsOf } from './endpoints.js';
import { ioredisModule } from './ioredis.js';
import { plainList, redisCliCommands } from './lines.js';
import { springSettings } from './spring.js';

const NAMES = ['spring', 'ioredis', 'redis-cli', 'plain'] as const;
const FORMATS: Readonly<Record<(typeof NAMES)[number], (endpoints: Endpoints) => string>> = {
  spring: springSettings,
  ioredis: ioredisModule,
  'redis-cli': redisCliCommands,
  plain: plainList,
};

export const endpointsCommand: Command = {
  usage: ['redis-hostport endpoints [--format spring|ioredis|redis-cli|plain] [--user NAME]'],
  description:
    'Prints how clients reach the cluster: every node, the user, and the settings without which a client does not\n' +
    'survive the loss of a master. The password is never in it: clients read $REDIS_PASSWORD.',
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      multiple: true,
      description: 'spring (default), ioredis, redis-cli or plain; repeatable, with a file to write',
    },
    user: { value: 'NAME', description: 'an ACL user; default: the first one configured, else `default`' },
  },
  examples: [
    'redis-hostport endpoints > application-redis.yaml',
    'redis-hostport endpoints --format ioredis > redis.mjs',
  ],
  async run(context) {
    const outputs = outputsOf(context, NAMES);
    const endpoints = endpointsOf(setupOf(context.sources), text(context, 'user'));
    for (const { format, file } of outputs) await writeOutput(context, file, FORMATS[format](endpoints));
    return 0;
  },
};
