import wrapAnsi from 'wrap-ansi';
import { replicasInWords } from '../../config/layout.js';
import type { Plan, PlannedPod } from '../../generated/types.js';

/** Columns as wide as what is in them, as kubectl prints tables; the sentences below wrapped at this width. */
const WIDTH = 100;

const COLUMNS: readonly [header: string, cell: (pod: PlannedPod) => string][] = [
  ['ORDINAL', ({ ordinal }) => String(ordinal)],
  ['POD', ({ pod }) => pod],
  ['NODE', ({ node }) => node],
  ['IP', ({ ip }) => ip],
  ['LABEL', ({ label }) => (label ? `${label.key}=${label.value}` : '-')],
  ['WEIGHT', ({ weight }) => (weight === undefined ? '-' : String(weight))],
  ['HELD THERE BY', ({ heldBy }) => heldBy],
];

/** The plan as a table with what it is worth below. */
export function planText(plan: Plan): string {
  const { placement, ports } = plan;
  const { announcesHostIp, scheme, pin, guaranteed, guarantee, caveats } = placement;
  const schemes = [announcesHostIp ? 'announce-host-ip' : undefined, scheme, pin].filter((word) => word !== undefined);
  return [
    heading(plan),
    '',
    ...table(plan.pods),
    '',
    ...entry('Placement', `${schemes.join(', ')}; pods are created ${inOrder(plan)}`),
    ...entry('Guaranteed', `${guaranteed ? 'Yes' : 'No'}. ${guarantee}`),
    ...caveats.flatMap((caveat, index) => entry(index === 0 ? 'Mind' : '', caveat)),
    ...entry('Lost master', lostMaster(plan)),
    ...entry(
      'Node ports',
      `${ports.client} for clients and ${ports.bus} for the cluster bus must be free on each node`,
    ),
    '',
  ].join('\n');
}

/** The vote of the other masters, and clients that ask for the new layout every 5 s (docs/clients.md). */
const VOTE_AND_CLIENTS_S = 10;

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

function table(pods: readonly PlannedPod[]): string[] {
  const rows = [COLUMNS.map(([header]) => header), ...pods.map((pod) => COLUMNS.map(([, cell]) => cell(pod)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}

const INDENT = 13;

/** A title and a text, wrapped beside it. */
function entry(title: string, sentences: string): string[] {
  const lines = wrapAnsi(sentences, WIDTH - INDENT).split('\n');
  return lines.map((line, index) => `${(index === 0 && title ? `${title}:` : '').padEnd(INDENT)}${line}`);
}
