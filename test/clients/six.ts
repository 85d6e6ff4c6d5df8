import { spawnSync } from 'node:child_process';
import { postRenderedFor } from '../cluster/cluster.js';
import { podsOf } from '../cluster/rendered.js';
import { Server, shell, until } from '../cluster/servers.js';

/** Six servers that form one cluster, at addresses of the caller's choice. */
export interface Six {
  servers: readonly Server[];
  ips: readonly string[];
  /** Of user default. */
  password: string;
  /** The index of a server that is a master with slots, or of a replica. */
  find: (role: 'master' | 'replica') => number;
  /** Waits until all servers form one healthy cluster. */
  healthy: () => Promise<void>;
  end: () => Promise<void>;
}

const HEALTHY_LIMIT_MS = 90_000;

/**
 * Starts the post-rendered release as six servers, whose user song has the password given.
 *
 * @param within what runs a server on its node, by index
 */
export async function sixServers(
  ips: readonly string[],
  folder: string,
  song: string,
  nodeTimeout: number,
  within: readonly (readonly string[])[] = [],
): Promise<Six> {
  const pods = podsOf(await postRenderedFor(ips, song));
  const settings = `cluster-node-timeout ${nodeTimeout}`;
  const servers = pods.map((pod, index) => new Server(pod, folder, settings, within[index]));
  const password = pods[0]?.secret['redis-password'] ?? '';
  const ask = (ip: string, words: string): string => {
    const { stdout } = spawnSync('redis-cli', ['-h', ip, ...words.split(' ')], {
      env: { PATH: process.env.PATH ?? '', REDISCLI_AUTH: password },
      encoding: 'utf8',
      timeout: 2000,
    });
    return stdout ?? '';
  };
  const six: Six = {
    servers,
    ips,
    password,
    find: (role) => ips.findIndex((ip) => ask(ip, 'role').startsWith(role === 'master' ? 'master' : 'slave')),
    healthy: () =>
      until('a healthy cluster', async () => ips.every((ip) => isHealthy(ip, ask, ips.length)), HEALTHY_LIMIT_MS),
    end: async () => void (await Promise.all(servers.map((server) => server.kill()))),
  };
  try {
    await Promise.all(servers.map((server, index) => server.start(ips[index] ?? '')));
    const addresses = ips.map((ip) => `${ip}:6379`).join(' ');
    shell(`redis-cli --cluster create ${addresses} --cluster-replicas 1 --cluster-yes`, password);
    await six.healthy();
  } catch (error) {
    await six.end();
    throw error;
  }
  return six;
}

function isHealthy(ip: string, ask: (ip: string, words: string) => string, count: number): boolean {
  const replication = ask(ip, 'info replication');
  const nodes = ask(ip, 'cluster nodes');
  return (
    ask(ip, 'cluster info').includes('cluster_state:ok') &&
    (nodes.match(/ connected/g) ?? []).length === count &&
    !/fail|handshake/.test(nodes) &&
    (replication.includes('connected_slaves:1') || replication.includes('master_link_status:up'))
  );
}
