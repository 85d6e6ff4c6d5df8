import type { Endpoints } from './endpoints.js';
import { plainList, redisCliCommands } from './lines.js';
import { ioredisModule, nodeRedisModule } from './node.js';
import { goRedisPackage, redisPyModule, redissonYaml, stackExchangeClass } from './others.js';
import { springClass, springEnvironment, springProperties, springYaml } from './spring.js';

interface Format {
  description: string;
  render: (endpoints: Endpoints) => string;
}

/** What `--format` takes; the first is the default. Help and errors are made from it. */
export const FORMATS = {
  spring: { description: 'application.yaml of Spring Boot 3 and 4', render: (one) => springYaml(one, 'Boot 3 and 4') },
  'spring-properties': { description: 'the same as application.properties', render: springProperties },
  'spring-env': { description: 'the same as environment variables', render: springEnvironment },
  'spring-boot-2': { description: 'application.yaml of Spring Boot 2', render: (one) => springYaml(one, 'Boot 2') },
  'spring-class': { description: 'a configuration class with Lettuce, for Spring Boot 2 to 4', render: springClass },
  redisson: { description: 'redisson.yaml', render: redissonYaml },
  ioredis: { description: 'a module for ioredis 5 and 6', render: ioredisModule },
  'node-redis': { description: 'a module for node-redis 5 and 6', render: nodeRedisModule },
  'redis-py': { description: 'a module for redis-py', render: redisPyModule },
  'go-redis': { description: 'a package for go-redis 9', render: goRedisPackage },
  stackexchange: { description: 'a class for StackExchange.Redis', render: stackExchangeClass },
  'redis-cli': { description: 'a redis-cli command for each node', render: redisCliCommands },
  plain: { description: 'IP:port, one a line', render: plainList },
} as const satisfies Record<string, Format>;
