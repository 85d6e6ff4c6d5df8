import { type EndpointFormat, endpointTemplates } from '../../generated/templates.js';
import { setupOf } from '../../overlays/setup.js';
import { type Command, text } from '../command.js';
import { namesOf, outputsOf, writeOutput } from '../formats.js';
import { rendered } from '../template.js';
import { endpointsOf } from './endpoints.js';

/**
 * What `--format` takes, with what it prints; the first is the default. Each has its text in templates/endpoints/. No setting
 * there is optional: each is measured with a master that dies or goes silent (docs/clients.md), but for
 * StackExchange.Redis, whose settings follow its documentation.
 */
const FORMATS: Readonly<Record<EndpointFormat, string>> = {
  spring: 'application.yaml of Spring Boot 3 and 4',
  'spring-properties': 'the same as application.properties',
  'spring-env': 'the same as environment variables',
  'spring-boot-2': 'application.yaml of Spring Boot 2',
  'spring-class': 'a configuration class with Lettuce, for Spring Boot 2 to 4',
  redisson: 'redisson.yaml',
  ioredis: 'a module for ioredis 5 and 6',
  'node-redis': 'a module for node-redis 5 and 6',
  'redis-py': 'a module for redis-py',
  'go-redis': 'a package for go-redis 9',
  stackexchange: 'a class for StackExchange.Redis',
  'redis-cli': 'a redis-cli command for each node',
  plain: 'IP:port, one a line',
};
const NAMES = namesOf(FORMATS);

export const endpointsCommand: Command = {
  summary: 'print the settings of clients: Spring Boot, ioredis, go-redis, redis-py and others',
  usage: ['redis-hostport endpoints [--format FORMAT[=FILE]]… [--user NAME]'],
  description: [
    'Prints how clients reach the cluster: every node, the user, and the settings without which a client does not survive the loss of a master. The password is never in it: clients read it from $SONG_PASSWORD for user song, and from $REDIS_PASSWORD for `default`. Formats:',
    ...Object.entries(FORMATS).map(([name, description]) => `${name}: ${description}`),
  ].join('\n\n'),
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      choices: NAMES,
      multiple: true,
      description: `default: ${NAMES[0]}; repeatable, with a file to write`,
    },
    user: { value: 'NAME', description: 'an ACL user; default: the first one configured, else `default`' },
  },
  examples: [
    'redis-hostport endpoints > application-redis.yaml',
    'redis-hostport endpoints --format spring-class > RedisClusterConfig.java',
    'redis-hostport endpoints --format ioredis > redis.mjs',
  ],
  async run(context) {
    const outputs = outputsOf(context, NAMES);
    const endpoints = endpointsOf(setupOf(context.sources), text(context, 'user'));
    for (const { format, file } of outputs)
      await writeOutput(context, file, rendered(endpointTemplates[format], endpoints));
    return 0;
  },
};
