import wrapAnsi from 'wrap-ansi';
import { replicasInWords } from '../../config/layout.js';
import type { Plan, PlannedPod } from '../../generated/types.js';
import { type Paint, painter, paragraph, table } from '../../report/print.js';
import type { ReportContext } from '../../report/report.js';

/** Where sentences are wrapped that do not go to a terminal. */
const WIDTH = 80;

const COLUMNS: readonly [header: string, cell: (pod: PlannedPod) => string][] = [
  ['POD', ({ ordinal }) => String(ordinal)],
  ['NODE', ({ node }) => node],
  ['IP', ({ ip }) => ip],
  ['WEIGHT', ({ weight }) => (weight === undefined ? '-' : String(weight))],
  ['HELD THERE BY', ({ heldBy }) => heldBy],
];

/** The plan as a table with what it is worth below. */
export function planText(plan: Plan, { color, columns = WIDTH }: Pick<ReportContext, 'color' | 'columns'>): string {
  const paint = painter(color);
  const entry = (title: string, text: string): string[] => titled(paint, title, text, columns);
  const { placement, ports } = plan;
  const { announcesHostIp, scheme, pin, guaranteed, guarantee, caveats } = placement;
  const schemes = [announcesHostIp ? 'announce-host-ip' : undefined, scheme, pin].filter((word) => word !== undefined);
  return [
    paint('bold', wrapAnsi(heading(plan), columns)),
    '',
    ...podTable(plan.pods),
    '',
    ...entry('Pods', names(plan)),
    ...entry('Placement', `${schemes.join(', ')}; pods are created ${inOrder(plan)}`),
    ...entry('Guaranteed', `${paint(guaranteed ? 'green' : 'yellow', guaranteed ? 'Yes' : 'No')}. ${guarantee}`),
    ...caveats.flatMap((caveat, index) => entry(index === 0 ? 'Mind' : '', caveat)),
    ...entry('Lost master', lostMaster(plan)),
    ...entry(
      'Node ports',
      `${ports.client} for clients and ${ports.bus} for the cluster bus must be free on each node`,
    ),
    ...entry('Watched', WATCHED),
    '',
  ].join('\n');
}

const WATCHED = 'with the rules for Prometheus that `redis-hostport alerts` writes, else by nobody (docs/alarm.md)';

/** The vote of the other masters, and clients that ask for the new layout every 5 s (docs/clients.md). */
const VOTE_AND_CLIENTS_S = 12;

function lostMaster({ layout, nodeTimeout }: Plan): string {
  if (layout?.replicas === 0) return 'its keys are out of reach until it is back: no master has a replica';
  const seconds = nodeTimeout / 1000;
  return `its keys are out of reach for up to ${seconds + VOTE_AND_CLIENTS_S} s, ${seconds} of them until it counts as lost (install.nodeTimeout)`;
}

function heading({ release, namespace, chart, layout, pods }: Plan): string {
  const what = `Release ${release} of ${chart} in namespace ${namespace}: ${pods.length} nodes`;
  if (!layout) return `${what}.`;
  return `${what}, ${layout.masters} masters with ${replicasInWords(layout.replicas)}.`;
}

function inOrder({ placement }: Plan): string {
  return placement.podManagementPolicy === 'OrderedReady' ? 'one after the other' : 'all at once';
}

function podTable(pods: readonly PlannedPod[]): string[] {
  return table(
    COLUMNS.map(([header]) => header),
    pods.map((pod) => COLUMNS.map(([, cell]) => cell(pod))),
  );
}

/** What the names of pods and the labels of their nodes have in common is said once. */
function names({ pods }: Plan): string {
  const of = (text: string, ordinal: number): string => text.replace(new RegExp(`${ordinal}$`), 'N');
  const [first] = pods;
  if (!first) return 'none';
  const label = first.label && `; its node has the label ${first.label.key}=${of(first.label.value, first.ordinal)}`;
  return `pod N is ${of(first.pod, first.ordinal)}${label ?? ''}`;
}

const INDENT = 13;

/** A title and a text, wrapped beside it. */
function titled(paint: Paint, title: string, text: string, columns: number): string[] {
  const lead = (title ? `${title}:` : '').padEnd(INDENT);
  return paragraph(title ? paint('bold', lead) : lead, INDENT, text, columns);
}
