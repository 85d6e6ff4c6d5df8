import { isIPv6 } from 'node:net';
import { hostAndPort } from '../../kubernetes/address.js';
import { commentedYaml } from '../../yaml/commented.js';
import type { Endpoints } from './endpoints.js';

/** Spring's own syntax: the application's environment. */
const PLACEHOLDER = ['$', '{REDIS_PASSWORD}'].join('');
const REDIS = ['spring', 'data', 'redis'];

const HEAD = [
  'application.yaml of a Spring Boot 3 application, written by `redis-hostport endpoints`.',
  'Spring Boot 2 reads the same below spring.redis.',
  '',
  'A LettuceConnectionFactory bean of your own ignores all of it, and so does an application that builds one. It needs:',
  '  ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()',
  '      .enableAllAdaptiveRefreshTriggers().enablePeriodicRefresh(Duration.ofSeconds(5)).build();',
  '  LettuceClientConfiguration client = LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(2))',
  '      .clientOptions(ClusterClientOptions.builder().topologyRefreshOptions(refresh).build()).build();',
  '  RedisClusterConfiguration cluster = new RedisClusterConfiguration(nodes); // and setUsername, setPassword',
  '  return new LettuceConnectionFactory(cluster, client);',
];

/** Spring Boot writes and takes IPv6 in brackets since 3.1.12, 3.2.6 and 3.3.0 (spring-boot issues 39819 and 40466). */
const IPV6 = 'IPv6 addresses are read from Spring Boot 3.1.12, 3.2.6 and 3.3.0 on.';

/**
 * Settings of Spring Boot with Lettuce. The timeout and the two refresh settings are not optional: without them a
 * client was measured never to find the new master while the dead one stays down, or to block for 60 seconds.
 */
export function springSettings({ nodes, port, user }: Endpoints): string {
  const redis = {
    cluster: { nodes: nodes.map(({ ip }) => hostAndPort(ip, port)).join(',') },
    ...(user !== undefined && { username: user }),
    password: PLACEHOLDER,
    timeout: '2s',
    lettuce: { cluster: { refresh: { adaptive: true, period: '5s' } } },
  };
  return commentedYaml({
    value: { spring: { data: { redis } } },
    head: HEAD,
    above: [
      [
        [...REDIS, 'cluster', 'nodes'],
        'Each knows the others; all are listed because any may be down when the application starts.',
        ...(nodes.some(({ ip }) => isIPv6(ip)) ? [IPV6] : []),
      ],
      [[...REDIS, 'password'], "From the application's environment: a password has no place in this file."],
      [[...REDIS, 'timeout'], 'Without it a call to a node that went silent blocks for 60 s.'],
      [
        [...REDIS, 'lettuce', 'cluster', 'refresh'],
        'Without these Lettuce does not find the new master while the dead one stays down.',
      ],
    ],
  });
}
