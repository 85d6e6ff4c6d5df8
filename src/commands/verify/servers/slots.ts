import { listOf, plural } from '../../../base/text.js';
import { groupBy } from '../../../base/util.js';
import { type ClusterNode, hasAddress, rangesInWords, SLOTS, shareInWords } from '../../../redis/cluster-nodes.js';
import type { Checks, ServerRuleId } from '../check.js';
import { type ClusterView, type Member, ofServers, serverAt, titlesOf } from './view.js';

/** Who serves which slots. */
export const SLOT_CHECKS = {
  *'redis-slots-uncovered'({ cluster }) {
    const gaps = cluster.map((by) => ({ by, slots: gapsIn(by) })).filter(({ slots }) => slots.length > 0);
    for (const alike of groupBy(gaps, ({ slots }) => rangesInWords(slots)).values())
      yield { ...ofSlots(alike[0]?.slots), titles: titlesOf(alike.map(({ by }) => by)) };
  },

  /**
   * Every server may say cluster_state:ok all the same: it judges by the cluster bus, which works by connections that are
   * there already.
   */
  *'redis-slots-unreachable'(view) {
    const dead = view.cluster.flatMap((by) => deadIn(view, by));
    for (const alike of groupBy(dead, ({ line, why }) => `${line.id} ${rangesInWords(line.slots)} ${why}`).values()) {
      const [{ line, why } = {}] = alike;
      const asking = listOf(titlesOf(alike.map(({ by }) => by)));
      const isAll = alike.length === view.cluster.length;
      yield {
        ...ofSlots(line?.slots),
        node: view.titleOf(line?.id ?? ''),
        why,
        who: isAll ? 'no client reaches' : `clients that ask ${asking} do not reach`,
        allOk: view.cluster.every(({ answer }) => answer.state === 'ok') ? '' : undefined,
      };
    }
  },

  *'redis-slots-disputed'(view) {
    const owners = new Map<number, Set<string>>();
    for (const line of view.cluster.flatMap(({ answer }) => answer.nodes.filter(isMaster)))
      for (const slot of line.slots) owners.set(slot, (owners.get(slot) ?? new Set()).add(line.id));
    const disputed = [...owners].filter(([, ids]) => ids.size > 1);
    if (disputed.length === 0) return;
    const masters = [...new Set(disputed.flatMap(([, ids]) => [...ids]))].map((id) => view.titleOf(id));
    yield { ...ofSlots(disputed.map(([slot]) => slot)), masters };
  },

  /** A resharding that is under way, or was broken off. */
  *'redis-slots-moving'(view) {
    const [first] = view.cluster;
    for (const member of first ? view.cluster : []) {
      const open = member.answer.nodes.flatMap((line) => line.open);
      if (!first || open.length === 0) continue;
      const some = `${open.slice(0, 3).join(', ')}${open.length > 3 ? ', …' : ''}`;
      const asked = { client: first.client, ip: first.ip, port: first.port };
      yield { ...ofServers(member), count: plural(open.length, 'slot'), some, ...asked };
    }
  },
} satisfies Partial<Checks<ClusterView, ServerRuleId>>;

/** What a finding says of slots; `share` is `0-5460 (5461 slots, 33.3 % of the keys)`. */
function ofSlots(slots: readonly number[] = []): { slots: string; share: string } {
  const ranges = rangesInWords(slots);
  return { slots: ranges, share: `${ranges} (${shareInWords(slots.length)})` };
}

function gapsIn({ answer }: Member): number[] {
  const served = new Set(answer.nodes.filter(isMaster).flatMap(({ slots }) => slots));
  return Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !served.has(slot));
}

/** Masters whose slots clients of a server are sent to in vain, and why. */
function deadIn(view: ClusterView, by: Member): { by: Member; line: ClusterNode; why: string }[] {
  return by.answer.nodes
    .filter((line) => isMaster(line) && line.slots.length > 0)
    .flatMap((line) => {
      const why = whyUnreachable(view, by, line);
      return why === undefined ? [] : [{ by, line, why }];
    });
}

/** The rest of a sentence that begins with the node. */
function whyUnreachable(view: ClusterView, by: Member, line: ClusterNode): string | undefined {
  const self = line.flags.has('myself');
  if (!self && !hasAddress(line)) return 'it has no address (noaddr)';
  // A server without cluster-announce-ip prints no IP of itself; clients stay where they asked.
  const address = self && line.ip === '' ? by : line;
  const there = serverAt(view, address);
  const announced = `it is announced at ${address.ip}`;
  if (there === undefined) return `${announced}, where nobody was asked`;
  if ('silence' in there) {
    return there.silence.kind === 'unreachable' ? `${announced}, where nothing answers` : undefined;
  }
  return there.id === line.id ? undefined : `${announced}, where node ${there.id.slice(0, 8)} answers`;
}

function isMaster({ flags }: ClusterNode): boolean {
  return flags.has('master');
}
