import { stripVTControlCharacters } from 'node:util';
import { capital, oneLine, plural, podsInWords } from '../../base/text.js';
import { groupBy } from '../../base/util.js';
import type { VerifyReportFinding } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { type Cell, type EntryLayout, entryLines, type Paint, painter, paragraph, table } from '../../report/print.js';
import type { Formats, Reporter } from '../../report/report.js';
import type { PodRow, ReleaseRow, ServerRow } from './rows.js';
import type { Verification } from './verify.js';

/** The formats of what is said about a running release: there is no file, so neither SARIF nor annotations. */
export const VERIFY_FORMATS = {
  text: async () => verifyText,
  // For programs: the shape is `schemas/verify-report.schema.json`.
  json: async () => {
    return ({ sections: _, ...report }: Verification) => `${JSON.stringify(report, null, 2)}\n`;
  },
  junit: async () => {
    const { junitText } = await import('../../report/junit.js');
    return ({ sections }: Verification) => junitText('redis-hostport verify', sections.map(suiteOf));
  },
} satisfies Formats<Verification>;

/** A suite for each release, or list of servers. */
function suiteOf({ title, checks, findings }: Verification['sections'][number]) {
  const rows = byCause(findings).map(({ check, severity, message, also, remedy, commands }) => {
    const text = [message, ...(also === undefined ? [] : [also]), remedy, ...commands].join('\n');
    return { rule: check, severity, message, text };
  });
  return { title, rules: checks, rows };
}

/** For a person: a table for each release, one of the servers, then what is wrong and what to do, by cause. */
export const verifyText: Reporter<Verification> = (report, { color, columns }) => {
  const paint = painter(color);
  const layout: EntryLayout = { paint, place: 0, columns };
  const sections = report.sections.filter(({ findings }) => findings.length > 0);
  return [
    ...report.releases.flatMap((release) => [...releaseLines(release, paint, columns), '']),
    ...(report.servers.length > 0 ? [...serverLines(report.servers, paint), ''] : []),
    ...sections.flatMap(({ title, findings }) => [
      ...(report.sections.length > 1 ? [paint(['underline', 'bold'], oneLine(title))] : []),
      ...byCause(findings).flatMap(({ check: rule, message, also: about, ...cause }) =>
        entryLines({ ...cause, rule, about, message: capital(message) }, layout),
      ),
    ]),
    closing(report, paint),
    '',
  ].join('\n');
};

function releaseLines(release: ReleaseRow, paint: Paint, columns: number | undefined): string[] {
  const { name, namespace, statefulSet, pods, dataSurvives } = release;
  const head = `${name || statefulSet} in namespace ${namespace}: StatefulSet ${statefulSet}, ${pods.length} pods, ${
    dataSurvives ? 'with persistence' : 'without persistence (a pod that is created again comes back empty)'
  }`;
  const labelled = pods.some(({ label }) => label !== undefined);
  const whole = podTable(pods, labelled, paint);
  // A terminal of 80 columns has no place for the labels, which the place says already.
  const fits = columns === undefined || whole.every((line) => stripVTControlCharacters(line).length <= columns);
  return [...paragraph('', 0, paint('bold', oneLine(head)), columns), ...(fits ? whole : podTable(pods, false, paint))];
}

function podTable(pods: readonly PodRow[], labelled: boolean, paint: Paint): string[] {
  const titles = ['POD', 'STATE', 'NODE', 'NODE IP', 'ANNOUNCES', ...(labelled ? ['LABEL'] : []), 'PLACE'];
  const rows = pods.map((pod): Cell[] => [
    String(pod.ordinal),
    pod.state === 'Ready' ? pod.state : ['red', pod.state],
    pod.node ?? '-',
    pod.nodeIP ?? '-',
    pod.announced ?? '-',
    ...(labelled ? [pod.label ?? '-'] : []),
    verdict(pod),
  ]);
  return table(titles, rows, paint);
}

function verdict({ right, home, announced, state, bound, node }: PodRow): Cell {
  if (right === false) return ['red', announced === home ? 'WRONG' : `WRONG: ${announced} is ${home}`];
  if (bound === false) return ['red', 'binds no port on its node'];
  if (right === true) return ['green', 'right'];
  if (state === 'missing') return '';
  return node === undefined ? 'waits for a node' : 'not known';
}

function serverLines(servers: readonly ServerRow[], paint: Paint): string[] {
  const columns = ['SERVER', 'OF', 'NODE ID', 'ROLE', 'ANNOUNCES', 'CLUSTER STATE', 'KEYS', 'SLOTS'];
  const rows = servers.map((server): Cell[] => {
    const { address, port, of = '-', id, role = '-', announced, slots = '', clusterState = '-', keys, error } = server;
    const start: Cell[] = [hostAndPort(address, port), of];
    if (error !== undefined) return [...start, ['red', error]];
    const right = announced === undefined || announced === address;
    return [
      ...start,
      id?.slice(0, 8) ?? '-',
      role,
      right ? (announced ?? '?') : ['red', announced || 'nothing'],
      clusterState === 'ok' ? clusterState : ['red', clusterState],
      keys === undefined ? '?' : String(keys),
      slots,
    ];
  });
  return [paint('bold', 'What the servers say'), ...table(columns, rows, paint)];
}

function closing({ summary: { error, warning }, releases, servers }: Verification, paint: Paint): string {
  const found = [...(error > 0 ? [plural(error, 'error')] : []), ...(warning > 0 ? [plural(warning, 'warning')] : [])];
  if (found.length > 0) return paint([error > 0 ? 'red' : 'yellow', 'bold'], found.join(', '));
  const pods = releases.reduce((sum, release) => sum + release.pods.length, 0);
  const praise = [
    ...(pods > 0 ? [`${pods} pods run on the nodes whose IPs they announce`] : []),
    ...(servers.length > 0 ? [`${servers.length} servers form one cluster whose every slot clients reach`] : []),
  ];
  return paint(['green', 'bold'], `All is right: ${praise.join(', and ')}.`);
}

/** One cause, which may concern several pods: the first finding of it, with the commands of all. */
interface Cause extends VerifyReportFinding {
  /** `The same holds for pods 1 and 2.` */
  also: string | undefined;
}

/** Findings that say the same of one pod each are one cause: a missing StorageClass is one, not six Pending pods. */
export function byCause(findings: readonly VerifyReportFinding[]): Cause[] {
  return [...groupBy(findings, sameWords).values()].flatMap(([finding, ...others]) => {
    if (!finding) return [];
    const ordinals = others.flatMap((one) => one.ordinals);
    const also = ordinals.length > 0 ? `The same holds for ${podsInWords(ordinals)}.` : undefined;
    const commands = [finding, ...others].flatMap((one) => one.commands);
    return [{ ...finding, also, commands: [...new Set(commands)] }];
  });
}

/** What a finding says, without its own pod's number. */
function sameWords(finding: VerifyReportFinding): string {
  const { check, release, message, remedy, subject, ordinals } = finding;
  const [ordinal, ...more] = ordinals;
  if (ordinal === undefined || more.length > 0) return JSON.stringify([check, release, message, remedy, subject]);
  const own = new RegExp(`(?<![\\d.])${ordinal}(?![\\d.]*\\d)`, 'g');
  return JSON.stringify([check, release, message.replace(own, 'N'), remedy.replace(own, 'N')]);
}
