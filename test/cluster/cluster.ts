import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import type { VerifyReport } from '../../src/generated/types.js';
import { chartStream } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { podsOf } from './rendered.js';
import { requireFreePorts, Server, shell, until } from './servers.js';

/** The runbook's IPs as they stand in the shared stream, and the loopback addresses that take their place. */
const RUNBOOK = ['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.9', '10.0.0.10'];
// Test files run side by side: a second one that starts a cluster sets a net of its own before it imports this.
const NET = process.env.TEST_CLUSTER_NET ?? '127.0.0';
export const NODE_IPS = [11, 12, 13, 14, 15, 16].map((host) => `${NET}.${host}`);
export const NODE_NAMES = NODE_IPS.map((_, index) => `node${index}`);

export const USER = 'song';
export const USER_PASSWORD = 'a password, "quoted"';

/** What verify and endpoints know about the nodes. */
export const CONFIG = configOf(NODE_IPS);

/** The same for nodes with other IPs. */
export function configOf(ips: readonly string[]): string {
  return [
    'apiVersion: redis-hostport/v1',
    'kind: Config',
    'release: ds-redis',
    'nodes:',
    ...ips.map((ip, index) => `  - { name: ${NODE_NAMES[index]}, ip: ${ip} }`),
    'overlays:',
    `  acl-user: { users: [{ name: ${USER}, password: { env: SONG_PASSWORD } }] }`,
    '',
  ].join('\n');
}

/** The stream Helm sends for chart 10.2.0 with the nodes' IPs, post-rendered. */
export function postRendered(...options: string[]): Promise<Buffer> {
  return postRenderedFor(NODE_IPS, USER_PASSWORD, ...options);
}

/** The same for nodes with other IPs. */
export async function postRenderedFor(ips: readonly string[], password: string, ...options: string[]): Promise<Buffer> {
  const stream = RUNBOOK.reduce(
    (text, ip, index) => text.replaceAll(new RegExp(`\\b${ip.replaceAll('.', '\\.')}\\b`, 'g'), ips[index] ?? ''),
    chartStream('10.2.0/ext.helm3').toString('utf8'),
  );
  const { code, out, err } = await run(options, {
    stdin: stream,
    env: { SONG_PASSWORD: password },
    files: { 'redis-hostport.yaml': configOf(ips) },
  });
  if (code !== 0) throw new Error(err);
  return Buffer.from(out);
}

/** Six servers, one for each pod; ended with the test, whatever becomes of it. */
export interface Cluster {
  servers: readonly Server[];
  /** The password of the chart's Secret, of user default. */
  password: string;
}

/** Found failing in 1.5 s instead of 15: a failover is what the test waits for longest. */
const SETTINGS = 'cluster-node-timeout 1500';
const HEALTHY_LIMIT_MS = 20_000;

/**
 * Starts the pods of a stream and creates the cluster as the image of pod 0 does.
 *
 * @param placement the node, by index, on which each pod runs
 */
export async function startCluster(t: Test, stream: Buffer, placement: readonly number[]): Promise<Cluster> {
  await requireFreePorts(NODE_IPS, [6379, 16_379]);
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
  const servers = podsOf(stream).map((pod) => new Server(pod, folder, SETTINGS));
  t.teardown(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await rm(folder, { recursive: true, force: true });
  });
  await Promise.all(servers.map((server, index) => server.start(NODE_IPS[placement[index] ?? -1] ?? '')));
  const [first] = servers;
  if (!first) throw new Error('there are no pods in the stream');
  const password = first.pod.secret['redis-password'] ?? '';
  const { nodes, replicas } = await first.creation();
  const addresses = nodes.map((ip) => `${ip}:6379`).join(' ');
  shell(`redis-cli --cluster create ${addresses} --cluster-replicas ${replicas} --cluster-yes`, password);
  await until('a healthy cluster', allRight, HEALTHY_LIMIT_MS);
  return { servers, password };
}

/** What is there for `verify`: its configuration and the password. */
export const FOR_VERIFY = { env: { SONG_PASSWORD: USER_PASSWORD }, files: { 'redis-hostport.yaml': CONFIG } };

/** `redis-hostport verify --redis` at the configured nodes, or for what kubectl would give. */
export function verifyRedis(
  options: readonly string[] = [],
  stdin: string | 'terminal' = 'terminal',
  env: Record<string, string> = FOR_VERIFY.env,
) {
  return run(['verify', '--redis', ...options], { stdin, ...FOR_VERIFY, env });
}

/** Whether verify --redis finds nothing but what the runbook's settings bring: a restart would lose keys. */
export async function allRight(): Promise<boolean> {
  return (await verified()).findings.every(isExpected);
}

/** What verify --redis finds. */
export async function verified(env?: Record<string, string>): Promise<VerifyReport> {
  return JSON.parse((await verifyRedis(['--format', 'json'], 'terminal', env)).out);
}

/** What the runbook's settings bring, once there are keys. */
export function isExpected({ check }: { check: string }): boolean {
  return check === 'redis-restart-loses';
}

/** Logs in and says PING; the answer, or the error's first word. */
export async function login(ip: string, words: readonly string[]): Promise<string> {
  const client = new Redis({ host: ip, lazyConnect: true, retryStrategy: () => null, enableReadyCheck: false });
  client.on('error', () => {});
  try {
    await client.connect();
    if (words.length > 0) await client.call('AUTH', ...words);
    return await client.ping();
  } catch (error) {
    return (error as Error).message.split(' ')[0] ?? '';
  } finally {
    client.disconnect();
  }
}
