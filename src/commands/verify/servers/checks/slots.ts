import { listOf, plural } from '../../../../base/words.js';
import type { ClusterNode } from '../../../../redis/cluster-nodes.js';
import {
  countOf,
  hasAddress,
  rangesInWords,
  rangesOf,
  SLOTS,
  type SlotRange,
  shareInWords,
} from '../../../../redis/cluster-nodes.js';
import type { Diagnosis } from '../../finding.js';
import { type ClusterView, knownNodeTitle, type Member, serverAt, serverTitle } from '../view.js';

/** Slots that no master serves, in the view of one server or more. */
export function uncovered(view: ClusterView): Diagnosis[] {
  return grouped(view, (member) => {
    const served = new Set(member.answer.nodes.filter(isMaster).flatMap(({ slots }) => slots.flatMap(expand)));
    const gaps = rangesOf(Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !served.has(slot)));
    return gaps.length === 0 ? [] : [rangesInWords(gaps)];
  }).map(({ key, by }) => ({
    subject: `slots ${key}`,
    message: `no master serves slots ${key} (${shareInWords(countIn(key))}) as ${listOf(by.map((one) => serverTitle(view, one)))} see${by.length === 1 ? 's' : ''} it`,
    remedy:
      'Bring back the master that served them with its data; redis-cli --cluster fix gives them to others, empty.',
  }));
}

/** A master's slots that a client is sent to in vain, and why. */
interface Dead {
  master: string;
  slots: string;
  why: string;
}

/**
 * Slots whose master does not answer, as that node, at the address that a server tells its clients. Every server may
 * say cluster_state:ok all the same: it judges by the cluster bus, which works by connections that are there already.
 */
export function unreachableSlots(view: ClusterView): Diagnosis[] {
  const dead = grouped(view, (member) => deadIn(view, member).map((one) => JSON.stringify(one)));
  const reasons = dead.map(({ key, by }) => ({ ...(JSON.parse(key) as Dead), by }));
  const subjects = [...new Set(reasons.map(({ master, slots }) => JSON.stringify({ master, slots })))];
  return subjects.map((subject) => {
    const { master, slots }: Dead = JSON.parse(subject);
    const own = reasons.filter((one) => one.master === master && one.slots === slots);
    const by = own.flatMap((one) => one.by);
    const who = by.length === view.cluster.length ? 'no client reaches' : `${asking(view, by)} do not reach`;
    const why = own.map((one) => (own.length > 1 ? `at ${names(view, one.by)} ${one.why}` : one.why)).join('; ');
    return {
      subject: `slots ${slots}`,
      message: `${who} slots ${slots} (${shareInWords(countIn(slots))}) of ${knownNodeTitle(view, master)}: ${why}${stillOk(view)}`,
      remedy: 'It follows from what is said of this node above; nothing in the cluster mends it by itself.',
    };
  });
}

function asking(view: ClusterView, by: readonly Member[]): string {
  return `clients that ask ${names(view, by)}`;
}

function names(view: ClusterView, members: readonly Member[]): string {
  return listOf(members.map((one) => serverTitle(view, one)));
}

function deadIn(view: ClusterView, member: Member): Dead[] {
  return member.answer.nodes
    .filter((line) => isMaster(line) && line.slots.length > 0)
    .flatMap((line) => {
      const why = whyUnreachable(view, member, line);
      return why === undefined ? [] : [{ master: line.id, slots: rangesInWords(line.slots), why }];
    });
}

function stillOk({ cluster }: ClusterView): string {
  return cluster.every(({ answer }) => answer.state === 'ok')
    ? '. Every server says cluster_state:ok all the same, since it judges by the bus between the servers'
    : '';
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
  return there.answer.id === line.id ? undefined : `${announced}, where node ${there.answer.id.slice(0, 8)} answers`;
}

/** Slots that servers of one cluster give to different masters. */
export function disputed(view: ClusterView): Diagnosis[] {
  const owners = new Map<number, Set<string>>();
  for (const { answer } of view.cluster)
    for (const line of answer.nodes.filter(isMaster))
      for (const slot of line.slots.flatMap(expand)) owners.set(slot, (owners.get(slot) ?? new Set()).add(line.id));
  const several = [...owners].filter(([, ids]) => ids.size > 1);
  if (several.length === 0) return [];
  const ranges = rangesOf(several.map(([slot]) => slot));
  const ids = [...new Set(several.flatMap(([, set]) => [...set]))];
  return [
    {
      subject: `slots ${rangesInWords(ranges)}`,
      message: `the servers disagree on who serves slots ${rangesInWords(ranges)} (${shareInWords(countOf(ranges))}): ${listOf(ids.map((id) => knownNodeTitle(view, id)))}`,
      remedy:
        'During a failover this settles within seconds: verify again. If it stays, servers do not hear each other.',
    },
  ];
}

/** Slots on the move: a resharding that is under way, or was broken off. */
export function moving(view: ClusterView): Diagnosis[] {
  return view.cluster.flatMap((member) => {
    const open = member.answer.nodes.flatMap((line) => line.open);
    if (open.length === 0) return [];
    const [first] = view.cluster;
    return [
      {
        subject: `server ${member.ip}`,
        message: `${serverTitle(view, member)} has ${plural(open.length, 'slot')} on the move (${open.slice(0, 3).join(', ')}${open.length > 3 ? ', …' : ''})`,
        remedy: 'If nobody reshards now, it was broken off: redis-cli --cluster fix completes it.',
        ...(first && { commands: [view.client(first, '--cluster', 'check', `${first.ip}:${first.port}`)] }),
      },
    ];
  });
}

function isMaster({ flags }: ClusterNode): boolean {
  return flags.has('master');
}

function expand({ from, to }: SlotRange): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Number of slots in `0-5460, 6000`. */
function countIn(words: string): number {
  return countOf(
    words.split(', ').map((range) => {
      const [from = '', to = from] = range.split('-');
      return { from: Number(from), to: Number(to) };
    }),
  );
}

/** What members of the cluster say, each different thing once, with those who say it. */
function grouped(view: ClusterView, say: (member: Member) => string[]): { key: string; by: Member[] }[] {
  const groups = new Map<string, Member[]>();
  for (const member of view.cluster)
    for (const key of say(member)) groups.set(key, [...(groups.get(key) ?? []), member]);
  return [...groups].map(([key, by]) => ({ key, by }));
}
