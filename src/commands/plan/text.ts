import wrapAnsi from 'wrap-ansi';
import { filled } from '../../base/words.js';
import { planTexts } from '../../generated/templates.js';
import type { Plan, PlannedPod } from '../../generated/types.js';
import { painter, paragraph, table } from '../../report/print.js';
import type { ReportContext } from '../../report/report.js';
import { aboutIn } from './plan.js';

/** Where sentences are wrapped that do not go to a terminal. */
const WIDTH = 80;
const INDENT = 13;

/** The vote of the other masters, and clients that ask for the new layout every 5 s (docs/clients.md). */
const VOTE_AND_CLIENTS_S = 12;

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
  const { placement, ports, pods, layout, nodeTimeout } = plan;
  const { announcesHostIp, scheme, pin, guaranteed, guarantee, caveats, podManagementPolicy } = placement;
  const seconds = nodeTimeout / 1000;
  const hasReplicas = layout?.replicas !== 0;
  const values = {
    ...ports,
    ...aboutIn(plan),
    ...commonNames(pods),
    schemes: [announcesHostIp ? 'announce-host-ip' : [], scheme, pin ?? []].flat().join(', '),
    order: podManagementPolicy === 'OrderedReady' ? 'one after the other' : 'all at once',
    yesOrNo: paint(guaranteed ? 'green' : 'yellow', guaranteed ? 'Yes' : 'No'),
    guarantee,
    seconds: hasReplicas ? seconds + VOTE_AND_CLIENTS_S : undefined,
    timeout: seconds,
    alone: hasReplicas ? undefined : 'no master has a replica',
  };
  const entries = Object.entries<string>(planTexts.entries).flatMap(([title, text]) => {
    const texts = title === 'Mind' ? caveats : [filled(text, values)];
    return texts.flatMap((one, index) => {
      const lead = (index === 0 ? `${title}:` : '').padEnd(INDENT);
      return paragraph(index === 0 ? paint('bold', lead) : lead, INDENT, one, columns);
    });
  });
  const head = COLUMNS.map(([header]) => header);
  const rows = pods.map((pod) => COLUMNS.map(([, cell]) => cell(pod)));
  const heading = paint('bold', wrapAnsi(filled(planTexts.heading, values), columns));
  return [heading, '', ...table(head, rows), '', ...entries, ''].join('\n');
}

/** What the names of pods and the labels of their nodes have in common is said once: those of pod 0. */
function commonNames([first]: readonly PlannedPod[]) {
  const of = (text: string | undefined): string | undefined => text?.replace(/0$/, 'N');
  return { pod: of(first?.pod), key: first?.label?.key, value: of(first?.label?.value) };
}
