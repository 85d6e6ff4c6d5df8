import { setupOf } from '../../overlays/setup.js';
import { type Command, text } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { endpointsOf } from './endpoints.js';
import { FORMATS } from './formats.js';

type Name = keyof typeof FORMATS;
const [FIRST, ...OTHERS] = Object.keys(FORMATS) as [Name, ...Name[]];

export const endpointsCommand: Command = {
  usage: ['redis-hostport endpoints [--format FORMAT[=FILE]]… [--user NAME]'],
  description: [
    'Prints how clients reach the cluster: every node, the user, and the settings without which a client does not survive the loss of a master. The password is never in it: clients read it from $SONG_PASSWORD for user song, and from $REDIS_PASSWORD for `default`. Formats:',
    ...Object.entries(FORMATS).map(([name, { description }]) => `${name}: ${description}`),
  ].join('\n\n'),
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      multiple: true,
      description: `default: ${FIRST}; repeatable, with a file to write`,
    },
    user: { value: 'NAME', description: 'an ACL user; default: the first one configured, else `default`' },
  },
  examples: [
    'redis-hostport endpoints > application-redis.yaml',
    'redis-hostport endpoints --format spring-class > RedisClusterConfig.java',
    'redis-hostport endpoints --format ioredis > redis.mjs',
  ],
  async run(context) {
    const outputs = outputsOf(context, [FIRST, ...OTHERS]);
    const endpoints = endpointsOf(setupOf(context.sources), text(context, 'user'));
    for (const { format, file } of outputs) await writeOutput(context, file, FORMATS[format].render(endpoints));
    return 0;
  },
};
