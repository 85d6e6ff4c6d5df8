import { groupBy } from '../../../../base/group-by.js';
import { listOf, plural } from '../../../../base/words.js';
import {
  type ClusterNode,
  hasAddress,
  rangesInWords,
  rangesOf,
  SLOTS,
  type SlotRange,
  slotsInWords,
} from '../../../../redis/cluster-nodes.js';
import type { Diagnosis } from '../../finding.js';
import { type ClusterView, client, knownNodeTitle, type Member, serverAt, serverTitle } from '../view.js';

/** Slots that no master serves, in the view of one server or more. */
export function uncovered(view: ClusterView): Diagnosis[] {
  const gaps = view.cluster.map((by) => ({ by, slots: gapsIn(by) })).filter(({ slots }) => slots.length > 0);
  return [...groupBy(gaps, ({ slots }) => rangesInWords(slots))].map(([words, alike]) => ({
    subject: `slots ${words}`,
    message: `no master serves slots ${slotsInWords(alike[0]?.slots ?? [])} as ${names(view, alike)} see${alike.length === 1 ? 's' : ''} it`,
    remedy:
      'Bring back the master that served them with its data; redis-cli --cluster fix gives them to others, empty.',
  }));
}

function gapsIn({ answer }: Member): SlotRange[] {
  const served = new Set(answer.nodes.filter(isMaster).flatMap(({ slots }) => slots.flatMap(expand)));
  return rangesOf(Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !served.has(slot)));
}

/** A master's slots that clients of a server are sent to in vain, and why. */
interface Dead {
  by: Member;
  master: string;
  slots: readonly SlotRange[];
  why: string;
}

/**
 * Slots whose master does not answer, as that node, at the address that a server gives to its clients. Every server may
 * say cluster_state:ok all the same: it judges by the cluster bus, which works by connections that are there already.
 */
export function unreachableSlots(view: ClusterView): Diagnosis[] {
  const dead = view.cluster.flatMap((by) => deadIn(view, by));
  const alike = groupBy(dead, ({ master, slots }) => `${master} ${rangesInWords(slots)}`);
  return [...alike.values()].flatMap((some) => {
    const [{ master, slots } = { master: '', slots: [] }] = some;
    const who =
      some.length === view.cluster.length ? 'no client reaches' : `clients that ask ${names(view, some)} do not reach`;
    const reasons = [...groupBy(some, ({ why }) => why)];
    const why = reasons
      .map(([reason, by]) => (reasons.length > 1 ? `at ${names(view, by)} ${reason}` : reason))
      .join('; ');
    return {
      subject: `slots ${rangesInWords(slots)}`,
      message: `${who} slots ${slotsInWords(slots)} of ${knownNodeTitle(view, master)}: ${why}${stillOk(view)}`,
      remedy: 'It follows from what is said of this node above; nothing in the cluster repairs it by itself.',
    };
  });
}

function names(view: ClusterView, some: readonly { by: Member }[]): string {
  return listOf(some.map(({ by }) => serverTitle(view, by)));
}

function deadIn(view: ClusterView, by: Member): Dead[] {
  return by.answer.nodes
    .filter((line) => isMaster(line) && line.slots.length > 0)
    .flatMap((line) => {
      const why = whyUnreachable(view, by, line);
      return why === undefined ? [] : [{ by, master: line.id, slots: line.slots, why }];
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
      message: `the servers disagree on who serves slots ${slotsInWords(ranges)}: ${listOf(ids.map((id) => knownNodeTitle(view, id)))}`,
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
        ...(first && { commands: [client(view, first, '--cluster', 'check', `${first.ip}:${first.port}`)] }),
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
