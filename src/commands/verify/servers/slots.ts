import { listOf, plural } from '../../../base/text.js';
import { groupBy } from '../../../base/util.js';
import { type ClusterNode, hasAddress, rangesInWords, SLOTS, shareInWords } from '../../../redis/cluster-nodes.js';
import type { Found } from '../found.js';
import { type ClusterView, type Member, ofServers, titlesOf } from './view.js';

/** Who serves which slots. */
export function* checkSlots(view: ClusterView): Generator<Found> {
  const { cluster } = view;
  const gaps = cluster.map((by) => ({ by, slots: gapsIn(by) })).filter(({ slots }) => slots.length > 0);
  for (const alike of groupBy(gaps, ({ slots }) => rangesInWords(slots)).values()) {
    const titles = titlesOf(alike.map(({ by }) => by));
    yield { rule: 'redis-slots-uncovered', ...ofSlots(alike[0]?.slots), titles };
  }
  yield* unreachableSlots(view);
  yield* disputedSlots(view);
  // A resharding that is under way, or was broken off; redis-cli checks it from any server.
  for (const member of cluster) {
    const open = member.nodes.flatMap((line) => line.open);
    const some = `${open.slice(0, 3).join(', ')}${open.length > 3 ? ', …' : ''}`;
    const count = plural(open.length, 'slot');
    if (open.length > 0) yield { rule: 'redis-slots-moving', ...cluster[0], ...ofServers(member), count, some };
  }
}

/**
 * Every server may say cluster_state:ok all the same: it judges by the cluster bus, which works by connections that are there
 * already.
 */
function* unreachableSlots(view: ClusterView): Generator<Found> {
  const dead = view.cluster.flatMap((by) => {
    const served = by.nodes.filter((line) => isMaster(line) && line.slots.length > 0);
    return served.map((line) => ({ by, line, why: whyUnreachable(view, by, line) }));
  });
  for (const alike of groupBy(dead, ({ line, why }) => `${line.id} ${rangesInWords(line.slots)} ${why}`).values()) {
    const [{ line, why } = {}] = alike;
    if (!line || why === undefined) continue;
    const asking = listOf(titlesOf(alike.map(({ by }) => by)));
    const isAll = alike.length === view.cluster.length;
    yield {
      rule: 'redis-slots-unreachable',
      ...ofSlots(line.slots),
      node: view.titleOf(line.id),
      why,
      who: isAll ? 'no client reaches' : `clients that ask ${asking} do not reach`,
      allOk: view.cluster.every(({ state }) => state === 'ok') ? '' : undefined,
    };
  }
}

function* disputedSlots(view: ClusterView): Generator<Found> {
  const owners = new Map<number, Set<string>>();
  for (const line of view.cluster.flatMap(({ nodes }) => nodes.filter(isMaster)))
    for (const slot of line.slots) owners.set(slot, (owners.get(slot) ?? new Set()).add(line.id));
  const disputed = [...owners].filter(([, ids]) => ids.size > 1);
  const masters = [...new Set(disputed.flatMap(([, ids]) => [...ids]))].map((id) => view.titleOf(id));
  if (disputed.length > 0) yield { rule: 'redis-slots-disputed', ...ofSlots(disputed.map(([slot]) => slot)), masters };
}

/** What a finding says of slots; `share` is `0-5460 (5461 slots, 33.3 % of the keys)`. */
function ofSlots(slots: readonly number[] = []): { slots: string; share: string } {
  const ranges = rangesInWords(slots);
  return { slots: ranges, share: `${ranges} (${shareInWords(slots.length)})` };
}

function gapsIn({ nodes }: Member): number[] {
  const served = new Set(nodes.filter(isMaster).flatMap(({ slots }) => slots));
  return Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !served.has(slot));
}

/** Why clients that ask a server are sent to a master in vain: the rest of a sentence that begins with the node. */
function whyUnreachable(view: ClusterView, by: Member, line: ClusterNode): string | undefined {
  const self = line.flags.has('myself');
  if (!self && !hasAddress(line)) return 'it has no address (noaddr)';
  // A server without cluster-announce-ip prints no IP of itself; clients stay where they asked.
  const address = self && line.ip === '' ? by : line;
  const there = view.serverAt(address);
  const announced = `it is announced at ${address.ip}`;
  if (there === undefined) return `${announced}, where nobody was asked`;
  if (there.silence) return there.silence.kind === 'unreachable' ? `${announced}, where nothing answers` : undefined;
  return there.id === line.id ? undefined : `${announced}, where node ${there.id.slice(0, 8)} answers`;
}

function isMaster({ flags }: ClusterNode): boolean {
  return flags.has('master');
}

/** Whether the data is there, and would survive a restart. */
export function* checkData({ members, cluster, node }: ClusterView): Generator<Found> {
  for (const one of members) {
    const failed = one.failed.map((name) => `${name}:err`);
    if (failed.length > 0) yield { ...one, rule: 'redis-save-failing', failed };
  }
  // Those that serve slots, each id once.
  const byId = groupBy(cluster, ({ id }) => id);
  const masters = [...byId.values()].flatMap(([first]) => (first && first.own.slots.length > 0 ? [first] : []));
  yield* emptiedMasters(masters, node);
  const risky = masters.filter(({ keys, appendOnly }) => keys !== 0 && appendOnly === false);
  const inMemory = risky.filter(({ savePoints }) => savePoints === '');
  if (inMemory.length > 0) yield { rule: 'redis-memory-only', ...ofServers(...inMemory) };
  const losing = risky.filter(({ savePoints, unsaved }) => savePoints !== '' && unsaved > 0);
  if (losing.length === 0) return;
  const changes = plural(sum(losing.map(({ unsaved }) => unsaved)), 'change');
  const ages = losing.flatMap(({ snapshotAge }) => snapshotAge ?? []);
  const age = ages.length > 0 ? duration(Math.max(...ages)) : undefined;
  yield { rule: 'redis-restart-loses', ...ofServers(...losing), changes, age };
}

/** Keys are spread evenly over the slots: with so many to be expected, none at all is no chance. */
const EXPECTED_KEYS = 20;

/**
 * Masters that came back without their data: they run for a shorter time than the others, keep their node id (the file
 * with it survives a container's restart), serve their slots, and hold no key where others hold many. Their replicas
 * have copied the emptiness by then, and every server says cluster_state:ok (measured, Redis 7.0.15).
 */
function* emptiedMasters(masters: readonly Member[], node: ClusterView['node']): Generator<Found> {
  const full = masters.filter(holdsKeys);
  const all = sum(full.map(({ keys = 0 }) => keys));
  const perSlot = all / Math.max(1, sum(full.map(({ own }) => own.slots.length)));
  const oldest = Math.max(0, ...full.map(({ uptime = 0 }) => uptime));
  for (const one of masters) {
    const { keys: own, uptime = oldest } = one;
    if (own !== 0 || one.own.slots.length * perSlot < EXPECTED_KEYS || uptime >= oldest / 2) continue;
    const copies = node(one.id)?.replicas.filter(holdsKeys) ?? [];
    const left = copies.map(({ title, keys = 0 }) => `${title} still has ${plural(keys, 'key')}`);
    yield {
      ...one,
      rule: 'redis-master-emptied',
      time: duration(uptime),
      keys: plural(all, 'key'),
      is: copies.length > 0 ? 'copy' : 'gone',
      left: copies.length > 0 ? left : undefined,
      client: copies[0]?.client,
    };
  }
}

function holdsKeys({ keys = 0 }: Member): boolean {
  return keys > 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** `40 s`, `12 min`, `3 h`, `5 days`. */
function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
