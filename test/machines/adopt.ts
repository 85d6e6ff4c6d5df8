import type { Test } from 'tap';
import type { Lab } from './lab.js';
import { KEYS, NODES, type Release, type Scheme, startRelease, until } from './release.js';

/**
 * A release whose data is in its pods takes overlay local-data, member by member, as docs/data.md says; after each of them
 * every key is read.
 */
export async function adopt(t: Test, lab: Lab, major: 3 | 4, from: Scheme, to: Scheme): Promise<void> {
  const release = await startRelease(lab, major, from);
  await release.install();
  t.ok(await release.write(), `${KEYS} keys are written`);
  await release.replace(to);
  for (const { name, ip } of NODES) {
    await handOver(release, ip);
    const old = (await release.ask(ip, 'CLUSTER', 'MYID')).trim();
    const master = await masterOf(release, ip);
    await release.deletePods(name);
    await until(120, async () => (await roleOf(release, ip)) === 'master' && (await idOf(release, ip)) !== old);
    t.ok(await rejoins(release, ip, { old, master }), `${name} has a copy`);
    t.equal(await release.readable(), KEYS, `every key is there after ${name}`);
  }
  t.ok(await release.ready());
  await release.deletePods(...NODES.map(({ name }) => name));
  t.equal(await release.readable(), KEYS, 'and after all six pods are deleted at once');
  await release.uninstall();
  release.close();
}

/** The machine of the last pod is lost, and one with another IP takes its place: a label is enough. */
export async function replace(t: Test, lab: Lab, scheme: Scheme): Promise<void> {
  const [lost, spare] = [NODES[5], { name: 'dio-worker04', ip: '10.0.0.11' }];
  const release = await startRelease(lab, 4, scheme);
  await release.install();
  t.ok(await release.write(), `${KEYS} keys are written`);
  const [old, master] = [await idOf(release, lost.ip), await masterOf(release, lost.ip)];
  await lab.machine('off', lost.name);
  await lab.kubectl('delete', 'node', lost.name);
  await lab.kubectl('label', 'node', spare.name, 'redis-pod-name=redis-cluster-5', 'redis-system=true');
  t.ok(await until(240, async () => (await idOf(release, spare.ip)) !== ''), 'its pod starts there');
  t.ok(await rejoins(release, spare.ip, { old, master }), 'and has a copy');
  t.equal(await release.readable(), KEYS);
  await release.uninstall();
  release.close();
}

/** Steps 4 to 6 of docs/data.md: the others forget what the member was, and it becomes a replica of a master. */
async function rejoins(release: Release, ip: string, was: { old: string; master: string }): Promise<boolean> {
  const others = NODES.map((node) => node.ip).filter((other) => other !== ip);
  for (const other of others) await release.ask(other, 'CLUSTER', 'FORGET', was.old).catch(() => undefined);
  const [member = ''] = others;
  const target = ['--cluster-slave', '--cluster-master-id', was.master];
  await release.ask(member, '--cluster', 'add-node', `${ip}:6379`, `${member}:6379`, ...target);
  return until(60, async () => /master_link_status:up/.test(await release.ask(ip, 'INFO', 'replication')));
}

async function roleOf(release: Release, ip: string): Promise<string | undefined> {
  const [, role] = /^role:(\w+)/m.exec(await release.ask(ip, 'INFO', 'replication').catch(() => '')) ?? [];
  return role;
}

async function idOf(release: Release, ip: string): Promise<string> {
  return (await release.ask(ip, 'CLUSTER', 'MYID').catch(() => '')).trim();
}

/** A master's replica takes its place, so that the data is elsewhere when its pod goes. */
async function handOver(release: Release, ip: string): Promise<void> {
  if ((await roleOf(release, ip)) !== 'master') return;
  const [, replica = ''] = /^slave0:ip=([^,]+)/m.exec(await release.ask(ip, 'INFO', 'replication')) ?? [];
  await release.ask(await announced(release, ip, replica), 'CLUSTER', 'FAILOVER');
  await until(60, async () => (await roleOf(release, ip)) === 'slave');
}

/** A replica is known to its master by the address that its packets come from: the one that it announces is in the list. */
async function announced(release: Release, ip: string, seen: string): Promise<string> {
  if (NODES.some((node) => node.ip === seen)) return seen;
  const id = await idOf(release, ip);
  const line = (await release.ask(ip, 'CLUSTER', 'NODES')).split('\n').find((one) => one.includes(` slave ${id} `));
  return /^\w+ ([^:]+):/.exec(line ?? '')?.[1] ?? '';
}

async function masterOf(release: Release, ip: string): Promise<string> {
  const line = (await release.ask(ip, 'CLUSTER', 'NODES')).split('\n').find((one) => one.includes('myself'));
  return line?.split(' ')[3] ?? '';
}
