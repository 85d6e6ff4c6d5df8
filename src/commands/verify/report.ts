import { stripVTControlCharacters } from 'node:util';
import { capital, filled, oneLine, plural } from '../../base/text.js';
import { groupBy } from '../../base/util.js';
import { VERSION } from '../../base/version.js';
import type { VerifiedPod, VerifiedRelease, VerifiedServer, VerifyReportFinding } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import type { KubePod } from '../../kubernetes/kubectl.js';
import { nameOf } from '../../kubernetes/objects.js';
import { rangesInWords } from '../../redis/cluster-nodes.js';
import type { Formats, Reporter } from '../../report/report.js';
import { type Cell, type EntryLayout, entryLines, type Paint, painter, paragraph, table } from '../../report/text.js';
import type { LivePod, LiveRelease } from './objects/release.js';
import type { ViewedServer } from './servers/view.js';
import type { Section, Verification } from './verify.js';

/** The formats of what is said about a running release: there is no file, so neither SARIF nor annotations. */
export const VERIFY_FORMATS = {
  text: async () => verifyText,
  json: async () => jsonText,
  junit: async () => {
    const { junitText } = await import('../../report/junit.js');
    return ({ sections }) => junitText('redis-hostport verify', sections.map(suiteOf));
  },
} satisfies Formats<Verification>;

/** A suite for each release, or list of servers. */
function suiteOf({ title, checks, findings }: Section) {
  const rows = byCause(findings).map(({ check, severity, message, also, remedy, commands }) => {
    const text = [message, ...(also === undefined ? [] : [also]), remedy, ...commands].join('\n');
    return { rule: check, severity, message, text };
  });
  return { title, rules: checks, rows };
}

/** For programs: the shape is `schemas/verify-report.schema.json`. */
const jsonText: Reporter<Verification> = (report) => {
  const { findings, summary } = report;
  return `${JSON.stringify({ schemaVersion: 1, version: VERSION, ...rowsOf(report), findings, summary }, null, 2)}\n`;
};

/** What was looked at, in rows; what is undefined in one is left out in JSON. */
function rowsOf({ sections }: Verification) {
  return {
    releases: sections.flatMap(({ release }) => (release ? releaseRow(release) : [])),
    servers: sections.flatMap(({ view }) => view?.servers.map(serverRow) ?? []),
  };
}

type Rows = ReturnType<typeof rowsOf>;
type PodRow = ReturnType<typeof podRow>;
type Row<Of> = { readonly [Key in keyof Of]: Of[Key] | undefined };

function releaseRow({ name, namespace, statefulSet, dataSurvives, pods }: LiveRelease) {
  const about: Omit<VerifiedRelease, 'pods'> = { name, namespace, statefulSet: nameOf(statefulSet), dataSurvives };
  return { ...about, pods: pods.map(podRow) };
}

function podRow(live: LivePod) {
  const { ordinal, name, pod, node, nodeIP, announced, home, labelThere: label, unbound, right } = live;
  const bound = pod && unbound.length === 0;
  const state = stateOf(pod);
  return { ordinal, name, state, node, nodeIP, announced, home, label, bound, right } satisfies Row<VerifiedPod>;
}

function stateOf(pod: KubePod | undefined): VerifiedPod['state'] {
  if (pod === undefined) return 'missing';
  if (pod.deletedAt !== undefined) return 'Terminating';
  if (pod.ready) return 'Ready';
  if (pod.phase === 'Failed') return 'Failed';
  return pod.nodeName === undefined || pod.phase === 'Pending' ? 'Pending' : 'Not Ready';
}

function serverRow(server: ViewedServer) {
  const { ip: address, port, place, silence } = server;
  const about = { address, port, of: place?.title };
  if (silence) return { ...about, error: silence.message };
  const { id, announced, state: clusterState, keys, own } = server;
  const role = own.flags.has('master') ? 'master' : 'replica';
  const slots = rangesInWords(own.slots) || undefined;
  return { ...about, id, announced, clusterState, keys, role, slots } satisfies Row<VerifiedServer>;
}

/** For a person: a table for each release, one of the servers, then what is wrong and what to do, by cause. */
export const verifyText: Reporter<Verification> = (report, { color, columns }) => {
  const rows = rowsOf(report);
  const paint = painter(color);
  const layout: EntryLayout = { paint, place: 0, columns };
  const sections = report.sections.filter(({ findings }) => findings.length > 0);
  return [
    ...rows.releases.flatMap((release) => [...releaseLines(release, paint, columns), '']),
    ...(rows.servers.length > 0 ? [...serverLines(rows.servers, paint), ''] : []),
    ...sections.flatMap(({ title, findings }) => [
      ...(report.sections.length > 1 ? [paint(['underline', 'bold'], oneLine(title))] : []),
      ...byCause(findings).flatMap(({ check: rule, message, also: about, ...cause }) =>
        entryLines({ ...cause, rule, about, message: capital(message) }, layout),
      ),
    ]),
    closing(report.summary, rows, paint),
    '',
  ].join('\n');
};

function releaseLines(release: Rows['releases'][number], paint: Paint, columns: number | undefined): string[] {
  const { name, namespace, statefulSet, pods, dataSurvives } = release;
  const data = dataSurvives ? 'with persistence' : 'without persistence (a pod that is created again comes back empty)';
  const head = `${name || statefulSet} in namespace ${namespace}: StatefulSet ${statefulSet}, ${pods.length} pods, ${data}`;
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

function serverLines(servers: Rows['servers'], paint: Paint): string[] {
  const columns = ['SERVER', 'OF', 'NODE ID', 'ROLE', 'ANNOUNCES', 'CLUSTER STATE', 'KEYS', 'SLOTS'];
  const rows = servers.map((server): Cell[] => {
    const { address, port, of = '-' } = server;
    const start: Cell[] = [hostAndPort(address, port), of];
    if ('error' in server) return [...start, ['red', server.error]];
    const { id, role, announced, slots = '', clusterState, keys } = server;
    const right = announced === undefined || announced === address;
    return [
      ...start,
      id.slice(0, 8),
      role,
      right ? (announced ?? '?') : ['red', announced || 'nothing'],
      clusterState === 'ok' ? clusterState : ['red', clusterState],
      keys === undefined ? '?' : String(keys),
      slots,
    ];
  });
  return [paint('bold', 'What the servers say'), ...table(columns, rows, paint)];
}

function closing({ error, warning }: Verification['summary'], { releases, servers }: Rows, paint: Paint): string {
  const found = [...(error > 0 ? [plural(error, 'error')] : []), ...(warning > 0 ? [plural(warning, 'warning')] : [])];
  if (found.length > 0) return paint([error > 0 ? 'red' : 'yellow', 'bold'], found.join(', '));
  const pods = releases.flatMap((release) => release.pods);
  const praise = [
    ...(pods.length > 0 ? [`${pods.length} pods run on the nodes whose IPs they announce`] : []),
    ...(servers.length > 0 ? [`${servers.length} servers form one cluster whose every slot clients reach`] : []),
  ];
  return paint(['green', 'bold'], `All is right: ${praise.join(', and ')}.`);
}

/**
 * Findings that say the same of one pod each are one cause: a missing StorageClass is one, not six Pending pods.
 *
 * @returns the first finding of each, with the commands of all, and `also`: `The same holds for pods 1 and 2.`
 */
function byCause(findings: readonly VerifyReportFinding[]) {
  return [...groupBy(findings, sameWords).values()].flatMap(([finding, ...others]) => {
    if (!finding) return [];
    const ordinals = others.flatMap((one) => one.ordinals);
    const also =
      ordinals.length > 0 ? filled('The same holds for {ordinals|pod|pods} {ordinals}.', { ordinals }) : undefined;
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
