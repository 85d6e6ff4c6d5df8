import { hostAndPort } from '../../kubernetes/address.js';
import { commentedYaml } from '../../yaml/commented.js';
import type { Endpoints } from './endpoints.js';

/** redisson.yaml; Redisson reads `${NAME}` from the environment. */
export function redissonYaml({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const clusterServersConfig = {
    nodeAddresses: nodes.map(({ ip }) => `redis://${hostAndPort(ip, port)}`),
    ...(user !== undefined && { username: user }),
    password: `\${${passwordVariable}}`,
    scanInterval: 2000,
    timeout: 2000,
    connectTimeout: 2000,
    retryAttempts: 1,
  };
  const at = (key: string): [string, string] => ['clusterServersConfig', key];
  return commentedYaml({
    value: { clusterServersConfig },
    head: [
      `${fullname} for Redisson, written by \`redis-hostport endpoints\`. Save it as redisson.yaml:`,
      '  Redisson.create(Config.fromYAML(new File("redisson.yaml")))',
      '  or spring.redis.redisson.file: classpath:redisson.yaml with redisson-spring-boot-starter',
    ],
    above: [
      [at('nodeAddresses'), 'All are listed because any may be down when the application starts.'],
      [at('password'), "From the application's environment."],
      [at('scanInterval'), 'A new master is found within this time, in milliseconds, as the following.'],
      [at('retryAttempts'), 'With more a call to a silent node lasts as many times longer.'],
    ],
    behind: nodes.map(({ name }, index) => [[...at('nodeAddresses'), index], name] as const),
  });
}

/** A package for go-redis 9. */
export function goRedisPackage({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const addresses = nodes.map(({ ip }) => `${JSON.stringify(hostAndPort(ip, port))},`);
  // As gofmt aligns comments.
  const width = Math.max(...addresses.map(({ length }) => length));
  const list = nodes.map(({ name }, index) => `\t${addresses[index]?.padEnd(width)} // ${name}`);
  return `// Package rediscluster connects to ${fullname} with go-redis 9. Written by \`redis-hostport endpoints\`.
package rediscluster

import (
	"errors"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
)

// Addrs are all nodes: each knows the others, and any may be down when the application starts.
var Addrs = []string{
${list.join('\n')}
}

// Connect makes a client; it asks for a context with a deadline for each command.
func Connect() (*redis.ClusterClient, error) {
	password := os.Getenv("${passwordVariable}")
	if password == "" {
		return nil, errors.New("${passwordVariable} is not set")
	}
	return redis.NewClusterClient(&redis.ClusterOptions{
		Addrs:    Addrs,
${user === undefined ? '' : `\t\tUsername: ${JSON.stringify(user)},\n`}		Password: password,
		// The cluster's layout is asked for this often; the default is once a minute.
		ClusterStateReloadInterval: 5 * time.Second,
		DialTimeout:                2 * time.Second,
		ReadTimeout:                2 * time.Second,
		WriteTimeout:               2 * time.Second,
		PoolTimeout:                2 * time.Second,
		ContextTimeoutEnabled:      true,
	}), nil
}
`;
}

/** A module for redis-py 5 to 8. */
export function redisPyModule({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const list = nodes.map(({ name, ip }) => `    ClusterNode(${JSON.stringify(ip)}, ${port}),  # ${name}`);
  return `"""${fullname} for redis-py, written by \`redis-hostport endpoints\`. Save it as redis_cluster.py:

from redis_cluster import connect
redis = connect()
"""

import os

from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry

# Each knows the others; all are listed because any may be down when the application starts.
NODES = [
${list.join('\n')}
]


def connect() -> RedisCluster:
    """Fails with KeyError where ${passwordVariable} is not set."""
    return RedisCluster(
        startup_nodes=NODES,
${user === undefined ? '' : `        username=${JSON.stringify(user)},\n`}        password=os.environ["${passwordVariable}"],
        # Without these a command to a node that went silent never ends.
        socket_timeout=2,
        socket_connect_timeout=2,
        # With the default of three tries and growing pauses a call lasts many times as long.
        retry=Retry(NoBackoff(), 1),
    )
`;
}

/** A class for StackExchange.Redis; its settings follow its documentation and are not tried. */
export function stackExchangeClass({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const list = nodes.map(({ name, ip }) => `            { ${JSON.stringify(ip)}, ${port} }, // ${name}`);
  return `// ${fullname} for StackExchange.Redis 2, written by \`redis-hostport endpoints\`. Save it as RedisCluster.cs.
using System;
using StackExchange.Redis;

public static class RedisCluster
{
    public static ConnectionMultiplexer Connect() => ConnectionMultiplexer.Connect(new ConfigurationOptions
    {
        // Each knows the others; all are listed because any may be down when the application starts.
        EndPoints =
        {
${list.join('\n')}
        },
${user === undefined ? '' : `        User = ${JSON.stringify(user)},\n`}        Password = Environment.GetEnvironmentVariable("${passwordVariable}")
            ?? throw new InvalidOperationException("${passwordVariable} is not set"),
        AbortOnConnectFail = false,
        ConnectTimeout = 2000,
        SyncTimeout = 2000,
        AsyncTimeout = 2000,
        // The nodes are asked for the cluster's layout this often, in seconds.
        ConfigCheckSeconds = 5,
    });
}
`;
}
