import { inProject } from '../helpers/project.js';

/** A client library in a program that sends commands without end, with what `endpoints` prints. */
export interface ClientSpec {
  name: string;
  /** Files of its folder, by the format that prints them. */
  settings: Readonly<Record<string, string>>;
  /** Other files of its folder. */
  sources: readonly string[];
  /** Bash, in its folder: installs the library. */
  fetch: string;
  /** The same: makes the program, where it has to be made. */
  build?: string;
  /** Bash, in its folder. */
  start: string;
  env?: Readonly<Record<string, string>>;
}

const BOOT = { '2.7': '2.7.18', '3.5': '3.5.16', '4.1': '4.1.2' } as const;
const source = (...path: string[]): string => inProject('test', 'clients', ...path);
const JAVA = 'java -Xmx256m -XX:TieredStopAtLevel=1 -cp "classes:.:$(cat classpath)"';

function java(name: string, options: string, classes: readonly string[], main: string): Omit<ClientSpec, 'settings'> {
  return {
    name,
    sources: ['pom.xml', ...['Load', ...classes].map((one) => `${one}.java`)].map((file) => source('java', file)),
    fetch: `mvn -q -B ${options} dependency:build-classpath -Dmdep.outputFile="$PWD/classpath"`,
    build: `javac -proc:none -d classes -cp "$(cat classpath)" ./*.java`,
    start: `exec ${JAVA} ${main}`,
  };
}

function spring(
  boot: keyof typeof BOOT,
  what: string,
  settings: ClientSpec['settings'],
  {
    profiles = 'spring',
    classes = [],
    beans = '',
    env = {},
  }: { profiles?: string; classes?: readonly string[]; beans?: string; env?: Record<string, string> } = {},
): ClientSpec {
  const options = `-P${profiles} -Dboot.version=${BOOT[boot]}`;
  const base = java(`Spring Boot ${BOOT[boot]}${what}`, options, ['SpringClient', ...classes], `SpringClient ${beans}`);
  return { ...base, settings, env };
}

function node(name: string, library: string, format: string): ClientSpec {
  return {
    name,
    settings: { 'redis.mjs': format },
    sources: [source('node', 'load.mjs')],
    fetch: `npm install --silent --no-audit --no-fund --no-save --prefix . ${library}`,
    start: `exec node load.mjs ./redis.mjs ${format}`,
  };
}

const POOL = 'spring,pool';

/** In the order of docs/clients.md. */
export const CLIENTS: readonly ClientSpec[] = [
  spring('4.1', ', Lettuce', { 'application.yaml': 'spring' }),
  spring('3.5', ', Lettuce', { 'application.properties': 'spring-properties' }),
  spring('2.7', ', Lettuce', { 'application.yaml': 'spring-boot-2' }),
  spring(
    '4.1',
    ', Lettuce, the printed class',
    { 'RedisClusterConfig.java': 'spring-class' },
    { beans: 'RedisClusterConfig' },
  ),
  spring('4.1', ', Lettuce with a pool', { environment: 'spring-env' }, { profiles: POOL }),
  spring(
    '4.1',
    ', Jedis',
    { 'application.yaml': 'spring' },
    { profiles: POOL, env: { SPRING_DATA_REDIS_CLIENTTYPE: 'jedis' } },
  ),
  {
    ...java('Redisson 4.7.0', '-Predisson', ['RedissonClient'], 'RedissonClient'),
    settings: { 'redisson.yaml': 'redisson' },
  },
  node('ioredis 6.0.0', 'ioredis@6.0.0', 'ioredis'),
  node('ioredis 5.11.1', 'ioredis@5.11.1', 'ioredis'),
  node('node-redis 6.3.1', 'redis@6.3.1', 'node-redis'),
  {
    name: 'redis-py 8.1.0',
    settings: { 'redis_cluster.py': 'redis-py' },
    sources: [source('python', 'load.py')],
    fetch: 'python3 -m venv venv && venv/bin/pip install -q redis==8.1.0',
    start: 'exec venv/bin/python load.py',
  },
  {
    name: 'go-redis 9.23.0',
    settings: { 'rediscluster/cluster.go': 'go-redis' },
    sources: [source('go', 'load.go'), source('go', 'go.mod')],
    fetch: 'go mod download github.com/redis/go-redis/v9',
    build: 'go build -mod=mod -o load .',
    start: 'exec ./load',
  },
  spring('4.1', ', the runbook’s bean with the right login', {}, { classes: ['RunbookBean'], beans: 'RunbookBean' }),
];
