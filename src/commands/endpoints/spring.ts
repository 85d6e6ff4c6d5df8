import { isIPv6 } from 'node:net';
import { hostAndPort } from '../../kubernetes/address.js';
import { commentedYaml } from '../../yaml/commented.js';
import type { Endpoints } from './endpoints.js';

/** A setting below `spring.data.redis`, and why it is there. */
interface Setting {
  key: string;
  value: string | number | boolean;
  why?: readonly string[];
}

/** Spring Boot writes and takes IPv6 in brackets since 3.1.12, 3.2.6 and 3.3.0 (spring-boot issues 39819 and 40466). */
const IPV6 = 'IPv6 addresses are read from Spring Boot 3.1.12, 3.2.6 and 3.3.0 on.';
const POOL = ['Read where commons-pool2 is on the class path; without a limit of time a caller waits for ever.'];

/**
 * Settings of Spring Boot. The timeout and the two of `refresh` are not optional: without them a client was measured never
 * to find the new master while the dead one stays down, or to block for 60 seconds (docs/clients.md).
 */
function settings({ nodes, port, user, passwordVariable }: Endpoints): readonly Setting[] {
  const placeholder = `\${${passwordVariable}}`;
  return [
    {
      key: 'cluster.nodes',
      value: nodes.map(({ ip }) => hostAndPort(ip, port)).join(','),
      why: [
        'Each knows the others; all are listed because any may be down when the application starts.',
        ...(nodes.some(({ ip }) => isIPv6(ip)) ? [IPV6] : []),
      ],
    },
    ...(user === undefined ? [] : [{ key: 'username', value: user }]),
    {
      key: 'password',
      value: placeholder,
      why: [
        `From the application's environment. Where ${passwordVariable} is not set Spring sends the text of the placeholder, and`,
        `Redis says WRONGPASS. @Value("${placeholder}") in any bean makes the start fail instead.`,
      ],
    },
    { key: 'timeout', value: '2s', why: ['Without it a call to a node that went silent blocks for 60 s.'] },
    { key: 'connect-timeout', value: '2s' },
    {
      key: 'lettuce.cluster.refresh.adaptive',
      value: true,
      why: ['Without these two Lettuce does not find the new master while the dead one stays down.'],
    },
    { key: 'lettuce.cluster.refresh.period', value: '5s' },
    ...['lettuce', 'jedis'].flatMap((client): Setting[] => [
      { key: `${client}.pool.max-active`, value: 64, ...(client === 'lettuce' && { why: POOL }) },
      { key: `${client}.pool.max-wait`, value: '2s' },
    ]),
  ];
}

const BEAN =
  'A LettuceConnectionFactory bean of your own ignores all of it: endpoints --format spring-class prints a whole one.';

/** A document of its own: it can stand below what an application.yaml has already. */
export function springYaml(endpoints: Endpoints, boot: 'Boot 3 and 4' | 'Boot 2'): string {
  const prefix = boot === 'Boot 2' ? ['spring', 'redis'] : ['spring', 'data', 'redis'];
  const rows = settings(endpoints).map(({ key, ...rest }) => ({ path: [...prefix, ...key.split('.')], ...rest }));
  const text = commentedYaml({
    value: rows.reduce((value, row) => merged(value, row.path, row.value), {}),
    head: [
      `${endpoints.fullname} for Spring ${boot}, written by \`redis-hostport endpoints\`.`,
      'Append all of it, --- included, to application.yaml; or save it as application-redis.yaml beside that file, which says',
      '  spring.config.import: classpath:application-redis.yaml',
      BEAN,
    ],
    above: rows.flatMap(({ path, why }) => (why ? [[path, ...why] as const] : [])),
  });
  return `---\n${text}`;
}

function merged(value: object, [key = '', ...rest]: readonly string[], leaf: unknown): object {
  const below = (value as Record<string, object>)[key] ?? {};
  return { ...value, [key]: rest.length === 0 ? leaf : merged(below, rest, leaf) };
}

/** application.properties, where a backslash and what is not Latin-1 would be read as something else. */
export function springProperties(endpoints: Endpoints): string {
  const lines = settings(endpoints).flatMap(({ key, value, why = [] }) => [
    ...why.map((line) => `# ${line}`),
    `spring.data.redis.${key}=${typeof value === 'string' ? escaped(value) : value}`,
  ]);
  return [
    `# ${endpoints.fullname} for Spring Boot 3 and 4, written by \`redis-hostport endpoints\`.`,
    '# Append it to application.properties.',
    `# ${BEAN}`,
    ...lines,
    '',
  ].join('\n');
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same as environment variables, which an env file or a ConfigMap takes; the password comes from a Secret. */
export function springEnvironment(endpoints: Endpoints): string {
  const lines = settings(endpoints)
    .filter(({ key }) => key !== 'password')
    .map(({ key, value }) => `${variable(key)}=${value}`);
  return [
    `# ${endpoints.fullname} for Spring Boot 3 and 4, written by \`redis-hostport endpoints\`: for docker run --env-file, or`,
    '# kubectl create configmap NAME --from-env-file=FILE and envFrom. The password is one more, from a Secret, without which',
    `# a pod does not start: ${variable('password')} with valueFrom.secretKeyRef.`,
    ...lines,
    '',
  ].join('\n');
}

/** As Spring binds a property from the environment: dashes fall away. */
const variable = (key: string): string =>
  `SPRING_DATA_REDIS_${key.replaceAll('-', '').replaceAll('.', '_').toUpperCase()}`;

/** A whole class for applications that make the connection themselves. */
export function springClass({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const list = nodes.map(({ name, ip }, index) => {
    const comma = index < nodes.length - 1 ? ',' : '';
    return `            ${quoted(hostAndPort(ip, port))}${comma} // ${name}`;
  });
  return `import java.time.Duration;
import java.util.List;

import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** ${fullname}, written by \`redis-hostport endpoints\` for Spring Boot 2, 3 and 4: RedisClusterConfig.java. */
@Configuration(proxyBeanMethods = false)
public class RedisClusterConfig {

    // Each knows the others; all are listed because any may be down when the application starts.
    static final List<String> NODES = List.of(
${list.join('\n')}
    );

    // The application does not start without ${passwordVariable}.
    @Bean
    @SuppressWarnings("deprecation") // enableAllAdaptiveRefreshTriggers is the default from Lettuce 7 (Boot 4) on.
    LettuceConnectionFactory redisConnectionFactory(@Value("\${${passwordVariable}}") String password) {
        RedisClusterConfiguration cluster = new RedisClusterConfiguration(NODES);
${user === undefined ? '' : `        cluster.setUsername(${quoted(user)});\n`}        cluster.setPassword(password);
        Duration timeout = Duration.ofSeconds(2);
        // Without these Lettuce does not find the new master while the dead one stays down.
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .enableAllAdaptiveRefreshTriggers()
                .enablePeriodicRefresh(Duration.ofSeconds(5))
                .build();
        ClusterClientOptions options = ClusterClientOptions.builder()
                .topologyRefreshOptions(refresh)
                .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
                .timeoutOptions(TimeoutOptions.enabled())
                .build();
        // Without it a call to a node that went silent blocks for 60 s.
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                .commandTimeout(timeout)
                .clientOptions(options)
                .build();
        return new LettuceConnectionFactory(cluster, client);
    }
}
`;
}

/** A Java string literal is a JSON one. */
const quoted = (text: string): string => JSON.stringify(text);
