import { plural } from '../../../base/text.js';
import { groupBy } from '../../../base/util.js';
import type { Checks, ServerRuleId } from '../check.js';
import type { Persistence } from './ask.js';
import { type ClusterView, type Member, ofServers } from './view.js';

/** Keys are spread evenly over the slots: with so many to be expected, none at all is no chance. */
const EXPECTED_KEYS = 20;

/** Whether the data is there, and would survive a restart. */
export const DATA_CHECKS = {
  /**
   * Masters that came back without their data: they run for a shorter time than the others, keep their node id (the file
   * with it survives a container's restart), serve their slots, and hold no key where others hold many. Their replicas
   * have copied the emptiness by then, and every server says cluster_state:ok (measured, Redis 7.0.15).
   */
  *'redis-master-emptied'(view) {
    const masters = mastersOf(view);
    const full = masters.filter(({ answer }) => (answer.keys ?? 0) > 0);
    const keys = sum(full.map(({ answer }) => answer.keys ?? 0));
    const perSlot = keys / Math.max(1, sum(full.map(slotCount)));
    const oldest = Math.max(0, ...full.map(({ answer }) => answer.uptime ?? 0));
    for (const one of masters) {
      const { keys: own, uptime = oldest } = one.answer;
      if (own !== 0 || slotCount(one) * perSlot < EXPECTED_KEYS || uptime >= oldest / 2) continue;
      const copies = view.node(one.id)?.replicas.filter(({ answer }) => (answer.keys ?? 0) > 0) ?? [];
      const left = copies.map(({ title, answer }) => `${title} still has ${plural(answer.keys ?? 0, 'key')}`);
      const [copy] = copies;
      yield {
        ...ofServers(one),
        time: duration(uptime),
        keys: plural(keys, 'key'),
        is: copy ? 'copy' : 'gone',
        left: copy && left,
        client: copy?.client,
      };
    }
  },

  *'redis-save-failing'({ members }) {
    for (const one of members) {
      const failed = (one.answer.persistence?.failed ?? []).map((name) => `${name}:err`);
      if (failed.length > 0) yield { ...ofServers(one), failed };
    }
  },

  *'redis-memory-only'(view) {
    const members = withoutAppendOnly(view, ({ savePoints }) => savePoints === '');
    if (members.length > 0) yield ofServers(...members);
  },

  *'redis-restart-loses'(view) {
    const members = withoutAppendOnly(view, ({ savePoints, unsaved }) => savePoints !== '' && unsaved > 0);
    if (members.length === 0) return;
    const data = members.flatMap(({ answer }) => answer.persistence ?? []);
    const ages = data.flatMap(({ snapshotAge }) => snapshotAge ?? []);
    const age = ages.length > 0 ? duration(Math.max(...ages)) : undefined;
    yield { ...ofServers(...members), changes: plural(sum(data.map(({ unsaved }) => unsaved)), 'change'), age };
  },
} satisfies Partial<Checks<ClusterView, ServerRuleId>>;

/** Masters with keys and without an append-only file of which something holds. */
function withoutAppendOnly(view: ClusterView, holds: (persistence: Persistence) => boolean): Member[] {
  return mastersOf(view).filter(({ answer: { keys, persistence } }) => {
    return keys !== 0 && persistence !== undefined && !persistence.appendOnly && holds(persistence);
  });
}

/** The members that serve slots, each id once. */
function mastersOf({ cluster }: ClusterView): Member[] {
  const byId = groupBy(cluster, ({ id }) => id);
  return [...byId.values()].flatMap(([first]) => (first && slotCount(first) > 0 ? [first] : []));
}

function slotCount({ answer }: Member): number {
  return answer.own.slots.length;
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
