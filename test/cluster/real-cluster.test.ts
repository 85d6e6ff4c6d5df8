import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Cluster as Client } from 'ioredis';
import t, { type Test } from 'tap';
import type { VerifyReport } from '../../src/generated/types.js';
import { kubectl, world } from '../commands/verify/world.js';
import { noCharts } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { makeExecutable, runAlone } from '../package/executable.js';
import {
  allRight,
  type Cluster,
  CONFIG,
  FOR_VERIFY,
  isExpected,
  login,
  NODE_IPS,
  NODE_NAMES,
  postRendered,
  startCluster,
  USER,
  USER_PASSWORD,
  verified,
  verifyRedis,
} from './cluster.js';
import { noServers, shell, until } from './servers.js';

/**
 * The real thing: six servers started by the chart's own start script and configuration, both out of the post-rendered
 * stream, one loopback address standing for each node.
 */
const skip = noCharts || noServers;
const KEYS = Array.from({ length: 1000 }, (_, index) => `key:${index}`);
const OWN_NODES = [0, 1, 2, 3, 4, 5];
const FAILOVER_LIMIT_MS = 20_000;

t.test('a post-rendered release as six real servers', { skip, timeout: 280_000 }, async (t) => {
  const cluster = await startCluster(t, await postRendered(), OWN_NODES);
  const client = await connect(t);

  await t.test('users', (t) => users(t, cluster));
  await t.test('verify --redis is content', async (t) => {
    const { code, out } = await verifyRedis();
    t.equal(code, 0, out);
    t.match(out, 'All is right: 6 servers form one cluster', 'and says so');
  });
  await t.test('so is the one executable', async (t) => {
    const { program, absent } = makeExecutable(t.testdir());
    if (program === undefined) return void t.pass(absent, { skip: absent });
    const { code, out, err } = await runAlone(program, ['verify', '--redis'], FOR_VERIFY);
    t.same([code, err], [0, '']);
    t.match(out, 'All is right: 6 servers form one cluster');
  });
  await t.test('1,000 keys through a client with the settings of `endpoints`', (t) => writeAndRead(t, client, 'first'));
  await t.test('a master dies', (t) => failover(t, cluster, client));
  await t.test('two pods on each other’s nodes', (t) => swapped(t, cluster, client));
  await t.test('a pod comes back without its data, after the failover', (t) => emptied(t, cluster, client));
  await t.test('a master comes back without its data at once', (t) => emptiedAtOnce(t, cluster));
  await t.test('what a restart loses', (t) => restartLoses(t, cluster, client));
  await t.test('a changed password, then a lost master', (t) => passwordChange(t, cluster, client));
});

t.test('announce-host-ip: every order of pods is right', { skip, timeout: 60_000 }, async (t) => {
  const stream = await postRendered('--set', 'overlays.announce-host-ip={}');
  await startCluster(t, stream, [3, 5, 0, 4, 1, 2]);
  const { code, out } = await verifyRedis();
  t.equal(code, 0, out);
});

/** A client made by the module that `endpoints` prints. */
async function connect(t: Test, password = USER_PASSWORD): Promise<Client> {
  const { out } = await run(['endpoints', '--format', 'ioredis'], { files: { 'redis-hostport.yaml': CONFIG } });
  const folder = t.testdir({ 'redis.mjs': out });
  process.env.SONG_PASSWORD = password;
  const module: { connect: () => Promise<Client> } = await import(pathToFileURL(join(folder, 'redis.mjs')).href);
  const client = await module.connect();
  client.on('error', () => {});
  t.teardown(() => client.disconnect());
  return client;
}

/** Both passwords for a time: the client with the old one goes on, the one with the new one follows a lost master. */
async function passwordChange(t: Test, { servers }: Cluster, old: Client): Promise<void> {
  const next = 'the next password';
  const env = { SONG_PASSWORD: next, SONG_PASSWORD_OLD: USER_PASSWORD };
  const password = (sources: string, option: string) =>
    run(['password', option], {
      env,
      files: { 'redis-hostport.yaml': CONFIG.replace('{ env: SONG_PASSWORD }', sources) },
    });
  const logins = (secret: string) => Promise.all(NODE_IPS.map((ip) => login(ip, [USER, secret])));
  const everywhere = (answer: string): string[] => NODE_IPS.map(() => answer);

  const early = await password('{ env: SONG_PASSWORD }', '--drop');
  t.same([early.code, early.out], [2, ''], 'nothing is dropped by a password that no server knows');
  const added = await password('[{ env: SONG_PASSWORD }, { env: SONG_PASSWORD_OLD }]', '--add');
  t.equal(added.code, 0, added.out + added.err);
  t.same(await logins(next), everywhere('PONG'), 'the new one logs in at every server');
  t.same(await logins(USER_PASSWORD), everywhere('PONG'), 'so does the old one');
  t.ok(await answers(old), 'the client with the old one goes on');

  const client = await connect(t, next);
  const dropped = await password('{ env: SONG_PASSWORD }', '--drop');
  t.equal(dropped.code, 0, dropped.out + dropped.err);
  t.same(await logins(USER_PASSWORD), everywhere('WRONGPASS'), 'the old one is gone');
  t.notMatch(added.out + dropped.out, /the next|quoted|[0-9a-f]{64}/, 'neither a password nor a hash is printed');

  await servers[await indexOfMaster({ SONG_PASSWORD: next })]?.kill();
  await until('a client with the new one that follows', () => answers(client), FAILOVER_LIMIT_MS);
}

async function users(t: Test, { password }: Cluster): Promise<void> {
  for (const ip of NODE_IPS) {
    t.equal(await login(ip, [USER, USER_PASSWORD]), 'PONG', `${USER} logs in at ${ip}`);
    t.equal(await login(ip, [USER, 'wrong']), 'WRONGPASS', `${USER} with a wrong password does not`);
    t.equal(await login(ip, [USER, password]), 'WRONGPASS', `${USER} with the password of default does not`);
    t.equal(await login(ip, []), 'NOAUTH', 'without a login nobody does anything');
    t.equal(await login(ip, [password]), 'PONG', 'default logs in with its own password');
    t.equal(await login(ip, [USER_PASSWORD]), 'WRONGPASS', 'and not with another one');
  }
}

async function writeAndRead(t: Test, client: Client, value: string): Promise<void> {
  await Promise.all(KEYS.map((key) => client.set(key, `${value} ${key}`)));
  await reads(t, client, value);
  // A master that dies right after an answer may take the write with it: let the replicas have it.
  const copies = await Promise.all(client.nodes('master').map((master) => master.wait(1, 2000)));
  t.ok(copies.length === 3 && copies.every((copied) => copied >= 1), 'every master has a replica that has it all');
}

async function reads(t: Test, client: Client, value: string): Promise<void> {
  const values = await Promise.all(KEYS.map((key) => client.get(key)));
  t.strictSame(
    values,
    KEYS.map((key) => `${value} ${key}`),
    `${KEYS.length} keys`,
  );
}

async function failover(t: Test, cluster: Cluster, client: Client): Promise<void> {
  const victim = await indexOfMaster();
  await cluster.servers[victim]?.kill();
  t.match((await report()).findings, [{ check: 'redis-unreachable', subject: `server ${NODE_IPS[victim]}` }]);
  await until('a failover', async () => !(await checks()).includes('redis-slots-unreachable'), FAILOVER_LIMIT_MS);
  await until('a client that follows', () => answers(client), FAILOVER_LIMIT_MS);
  await reads(t, client, 'first');
  await Promise.all(KEYS.map((key) => client.set(key, `second ${key}`)));
  await reads(t, client, 'second');
  await cluster.servers[victim]?.start(NODE_IPS[victim] ?? '');
  await until('the old master as a replica', allRight, FAILOVER_LIMIT_MS);
}

/** Whether all slots answer; a command may fail while the client learns the new master. */
async function answers(client: Client): Promise<boolean> {
  const results = await Promise.allSettled(KEYS.slice(0, 100).map((key) => client.get(key)));
  return results.every(({ status }) => status === 'fulfilled');
}

async function swapped(t: Test, { servers }: Cluster, client: Client): Promise<void> {
  const one = await indexOfMaster();
  const other = (one + 3) % 6;
  await Promise.all([servers[one]?.stop(), servers[other]?.stop()]);
  await Promise.all([servers[one]?.start(NODE_IPS[other] ?? ''), servers[other]?.start(NODE_IPS[one] ?? '')]);
  await until('the silent state', async () => (await states()).every((state) => state === 'ok'), FAILOVER_LIMIT_MS);

  const { findings } = await report();
  const [first] = findings;
  t.equal(first?.check, 'redis-announce-ip', 'the cause comes first');
  t.match(first?.message, /are swapped: each announces the IP of the other/, 'in words');
  const lost = findings.find(({ check }) => check === 'redis-slots-unreachable');
  t.match(
    lost?.message,
    /slots \d+-\d+ \(546\d slots, 33\.3 % of the keys\).*cluster_state:ok all the same/,
    'with what it means for clients',
  );

  const kube = await verifyRedis(
    ['--format', 'json'],
    cluster((made) => swapPods(made, one, other)),
  );
  t.equal(kube.code, 1, 'with what kubectl would give, too');
  t.match(JSON.parse(kube.out).findings[0], { check: 'pods-swapped', ordinals: [one, other].sort() }, 'by pods');

  for (const command of first?.commands ?? []) shell(command, USER_PASSWORD);
  await until('what the printed commands fix', allRight, FAILOVER_LIMIT_MS);
  await reads(t, client, 'second');
  const repaired = await verifyRedis(
    ['--format', 'json'],
    cluster((made) => swapPods(made, one, other)),
  );
  t.equal(repaired.code, 0, 'nothing is wrong now');
  const temporary = (JSON.parse(repaired.out) as VerifyReport).findings
    .filter((one) => !isExpected(one))
    .map(({ check }) => check);
  t.strictSame(temporary, ['announce-ip-temporary', 'announce-ip-temporary'], 'but it does not last');

  await Promise.all([servers[one]?.stop(), servers[other]?.stop()]);
  await Promise.all([servers[one]?.start(NODE_IPS[one] ?? ''), servers[other]?.start(NODE_IPS[other] ?? '')]);
  // With their data they come back with what they knew: of each other they have no address.
  await until('that', async () => (await checks()).includes('redis-noaddr'), FAILOVER_LIMIT_MS);
  await mendAsPrinted(t, ['redis-noaddr']);
}

/** The replica has taken over by then: the pod is a stranger, and nothing is lost. */
async function emptied(t: Test, { servers }: Cluster, client: Client): Promise<void> {
  const victim = await indexOfMaster();
  await servers[victim]?.kill();
  await servers[victim]?.wipe();
  await until('a failover', async () => !(await checks()).includes('redis-slots-unreachable'), FAILOVER_LIMIT_MS);
  await servers[victim]?.start(NODE_IPS[victim] ?? '');
  await mendAsPrinted(t, ['redis-node-lost', 'redis-stranger']);
  await until('a client that follows', () => answers(client), FAILOVER_LIMIT_MS);
  await reads(t, client, 'second');
}

/** Faster than the failover: the others have no address of the old id and never find it failing. */
async function emptiedAtOnce(t: Test, { servers }: Cluster): Promise<void> {
  const victim = await indexOfMaster();
  await servers[victim]?.kill();
  await servers[victim]?.wipe();
  await servers[victim]?.start(NODE_IPS[victim] ?? '');
  await until(
    'the copied emptiness',
    async () => /holds no key/.test((await verifyRedis()).out.replace(/\s+/g, ' ')),
    10_000,
  );
  t.ok((await states()).filter((state) => state === 'ok').length === 5, 'the five others say cluster_state:ok');
  t.ok((await checks()).includes('redis-slots-unreachable'), 'but no client reaches the slots');
  await mendAsPrinted(t, ['redis-node-lost', 'redis-stranger']);
}

/** A container that starts again: the server keeps its identity, and of its keys what is in a file. */
async function restartLoses(t: Test, { servers }: Cluster, client: Client): Promise<void> {
  await until('a client that follows', () => answers(client), FAILOVER_LIMIT_MS);
  await Promise.all(KEYS.map((key) => client.set(key, `third ${key}`)));
  await until('what is in no file', async () => (await verified()).findings.some(isExpected), 5000);
  for (const ip of NODE_IPS) shell(`redis-cli -h ${ip} --user ${USER} config set save ''`, USER_PASSWORD);
  t.ok((await checks()).includes('redis-memory-only'), 'memory is the only copy');

  const victim = await indexOfMaster();
  await servers[victim]?.kill();
  await servers[victim]?.forgetKeys();
  await servers[victim]?.start(NODE_IPS[victim] ?? '');
  await until('an empty master', async () => (await checks()).includes('redis-master-emptied'), 10_000);
  const { findings } = await report();
  const empty = findings.find(({ check }) => check === 'redis-master-emptied');
  t.match(empty?.message, /runs for \d+ s only and holds no key, where the other masters hold 6\d\d keys/);
  t.match(empty?.subject, `server ${NODE_IPS[victim]}`);
  const allOk = async (): Promise<boolean> => (await states()).every((state) => state === 'ok');
  await until('cluster_state:ok at every server all the same', allOk, 5000);

  await servers[victim]?.spoilSnapshots();
  shell(`redis-cli -h ${NODE_IPS[victim]} --user ${USER} bgsave`, USER_PASSWORD);
  await until('a failed save', async () => (await checks()).includes('redis-save-failing'), 10_000);
  await servers[victim]?.forgetKeys();
  shell(`redis-cli -h ${NODE_IPS[victim]} --user ${USER} bgsave`, USER_PASSWORD);
  await until('a save that works', async () => !(await checks()).includes('redis-save-failing'), 10_000);
}

/** Runs the commands of the first finding that has any, and verifies again, as a person would. */
async function mendAsPrinted(t: Test, expected: readonly string[]): Promise<void> {
  const repaired = new Set<string>();
  for (let round = 0; round < 8 && !(await allRight()); round++) {
    const next = (await settled()).find(({ commands }) => commands.length > 0);
    if (next) repaired.add(next.check);
    for (const command of next?.commands ?? []) shell(command, USER_PASSWORD);
    const same = async (): Promise<boolean> =>
      (await report()).findings.some(({ message }) => message === next?.message);
    await until(`an effect on ${next?.message}`, async () => !(await same()), FAILOVER_LIMIT_MS);
  }
  await until('nothing to be found any more', allRight, FAILOVER_LIMIT_MS);
  t.strictSame([...repaired], expected, 'the printed commands, one finding after the other, fix it');
}

/** The findings once they stay the same for a second: news takes that long to reach every server. */
async function settled(): Promise<VerifyReport['findings']> {
  let before = (await report()).findings;
  await until(
    'a cluster that settles',
    async () => {
      await sleep(1000);
      const [was, now] = [before, (await report()).findings];
      before = now;
      return JSON.stringify(was) === JSON.stringify(now);
    },
    FAILOVER_LIMIT_MS,
  );
  return before;
}

async function checks(): Promise<string[]> {
  return (await report()).findings.map(({ check }) => check);
}

async function report(env?: Record<string, string>): Promise<VerifyReport> {
  const { findings, ...rest } = await verified(env);
  return { ...rest, findings: findings.filter((one) => !isExpected(one)) };
}

async function states(): Promise<(string | undefined)[]> {
  return (await report()).servers.map(({ clusterState }) => clusterState);
}

/** A pod whose server is a master with slots. */
async function indexOfMaster(env?: Record<string, string>): Promise<number> {
  const { servers } = await report(env);
  return servers.findIndex(({ slots }) => slots !== undefined);
}

/** What kubectl would give for these pods. */
function cluster(change: (made: ReturnType<typeof world>) => void): string {
  return kubectl(
    world((made) => {
      for (const [index, node] of made.nodes.entries())
        Object.assign(node, { ip: NODE_IPS[index], name: NODE_NAMES[index] });
      for (const [index, pod] of made.pods.entries())
        Object.assign(pod ?? {}, { ips: NODE_IPS, node: NODE_NAMES[index] });
      Object.assign(made, { ips: NODE_IPS, services: NODE_IPS, persistence: false });
      change(made);
    }),
  );
}

function swapPods({ pods }: ReturnType<typeof world>, one: number, other: number): void {
  Object.assign(pods[one] ?? {}, { node: NODE_NAMES[other] });
  Object.assign(pods[other] ?? {}, { node: NODE_NAMES[one] });
}
