import { groupBy } from '../../../../base/group-by.js';
import { listOf, plural } from '../../../../base/words.js';
import { countOf } from '../../../../redis/cluster-nodes.js';
import type { Diagnosis } from '../../finding.js';
import type { Persistence } from '../ask.js';
import { type ClusterView, client, type Member, ownLine, replicasOfMaster, serverTitle } from '../view.js';

/** Keys are spread evenly over the slots: with so many to be expected, none at all is no chance. */
const EXPECTED_KEYS = 20;

/**
 * Masters that came back without their data: they run for a shorter time than the others, keep their node id (the file
 * with it survives a container's restart), serve their slots, and hold no key where others hold many. Their replicas
 * have copied the emptiness by then, and every server says cluster_state:ok (measured, Redis 7.0.15).
 */
export function emptyMasters(view: ClusterView): Diagnosis[] {
  const masters = mastersOf(view);
  const full = masters.filter(({ answer }) => (answer.keys ?? 0) > 0);
  const keys = sum(full.map(({ answer }) => answer.keys ?? 0));
  const perSlot = keys / Math.max(1, sum(full.map(slotCount)));
  const oldest = Math.max(0, ...full.map(({ answer }) => answer.uptime ?? 0));
  return masters
    .filter((one) => one.answer.keys === 0 && slotCount(one) * perSlot >= EXPECTED_KEYS)
    .filter(({ answer }) => answer.uptime !== undefined && answer.uptime < oldest / 2)
    .map((one) => {
      const copies = replicasOfMaster(view, one.answer.id).filter(({ answer }) => (answer.keys ?? 0) > 0);
      const left = copies.map((copy) => `${serverTitle(view, copy)} still has ${plural(copy.answer.keys ?? 0, 'key')}`);
      return {
        subject: `server ${one.ip}`,
        message: `the master at ${serverTitle(view, one)} runs for ${duration(one.answer.uptime ?? 0)} only and holds no key, where the other masters hold ${plural(keys, 'key')}: it came back without its data${left.length > 0 ? `; its replica ${listOf(left)}` : ''}`,
        remedy: left.length > 0 ? SAVE_COPY : RESTORE,
        commands: copies.slice(0, 1).map((copy) => client(view, copy, 'cluster', 'failover', 'takeover')),
      };
    });
}

const SAVE_COPY =
  'Let that replica take over now, before it copies the empty master. Then turn persistence on (docs/verify.md, "What a restart loses").';
const RESTORE =
  'These keys are gone from the cluster: what is left of them is a backup, or the source that they came from. So that it does not happen again: docs/verify.md, "What a restart loses".';

/** Servers of which a restart leaves nothing: no append-only file, and no save points. */
export function memoryOnly(view: ClusterView): Diagnosis[] {
  return unsafe(
    view,
    ({ savePoints }) => savePoints === '',
    (some) => ({
      message: `the data of ${some} is in memory only: no append-only file (appendonly no) and no snapshots (save ""); a crash, a lack of memory or a failed probe empties it within seconds, and its replica copies that`,
      remedy: APPEND_ONLY,
    }),
  );
}

/** Servers of which a restart loses what came after the last snapshot. */
export function unsaved(view: ClusterView): Diagnosis[] {
  const isAtRisk = ({ savePoints, unsaved: changes }: Persistence): boolean => savePoints !== '' && changes > 0;
  return unsafe(view, isAtRisk, (some, members) => {
    const data = members.flatMap(({ answer }) => answer.persistence ?? []);
    const ages = data.flatMap(({ snapshotAge }) => snapshotAge ?? []);
    const since = ages.length > 0 ? `, the oldest of ${duration(Math.max(...ages))} ago` : '';
    return {
      message: `${plural(sum(data.map((one) => one.unsaved)), 'change')} at ${some} ${members.length > 1 ? 'are' : 'is'} in no file: without an append-only file (appendonly no) a crash loses what came after the last snapshot${since}`,
      remedy: APPEND_ONLY,
    };
  });
}

const APPEND_ONLY =
  'Turn the append-only file on: the chart\'s useAOFPersistence: "yes". It helps where the data outlives the container: docs/verify.md, "What a restart loses". A cache that may come back empty can leave it so.';

/** Servers whose last attempt to write their data failed. */
export function failedSaves(view: ClusterView): Diagnosis[] {
  return view.members
    .filter(({ answer }) => (answer.persistence?.failed.length ?? 0) > 0)
    .map((one) => ({
      subject: `server ${one.ip}`,
      message: `the server at ${serverTitle(view, one)} could not write its data: ${listOf((one.answer.persistence?.failed ?? []).map((name) => `${name}:err`))}`,
      remedy:
        'Is its disk full, or its folder not writable? Its log says why; until it can write, it may refuse writes (MISCONF).',
    }));
}

/** One finding for all masters with keys and without an append-only file of which something holds. */
function unsafe(
  view: ClusterView,
  holds: (persistence: Persistence) => boolean,
  said: (some: string, members: readonly Member[]) => Pick<Diagnosis, 'message' | 'remedy'>,
): Diagnosis[] {
  const members = mastersOf(view).filter(({ answer: { keys, persistence } }) => {
    return keys !== 0 && persistence !== undefined && !persistence.appendOnly && holds(persistence);
  });
  if (members.length === 0) return [];
  const subject = `server${members.length > 1 ? 's' : ''} ${listOf(members.map(({ ip }) => ip))}`;
  return [{ subject, ...said(listOf(members.map((one) => serverTitle(view, one))), members) }];
}

/** The members that serve slots, each id once. */
function mastersOf({ cluster }: ClusterView): Member[] {
  const byId = groupBy(cluster, ({ answer }) => answer.id);
  return [...byId.values()].flatMap(([first]) => (first && slotCount(first) > 0 ? [first] : []));
}

function slotCount(member: Member): number {
  return countOf(ownLine(member)?.slots ?? []);
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
