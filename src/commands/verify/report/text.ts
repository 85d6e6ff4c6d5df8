import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { oneLine } from '../../../base/visible.js';
import { capital, plural, sentence } from '../../../base/words.js';
import type { VerifiedPod, VerifiedRelease, VerifiedServer } from '../../../generated/types.js';
import { hostAndPort } from '../../../kubernetes/address.js';
import { type Cell, table } from '../../../report/table.js';
import type { VerifyFinding } from '../finding.js';
import { countsOf, type Reporter, type Verification } from './report.js';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** Sentences are wrapped at this width; commands are not, so that they can be copied. */
const WIDTH = 100;

/** For a person: a table for each release, one of the servers, then what is wrong and what to do. */
export const textReporter: Reporter = (report, { color }) => {
  // validateStream: whether to colour is the caller's decision, not one about this process' standard output.
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
  const several = new Set(report.sections.map(({ title }) => title)).size > 1;
  return [
    ...report.releases.flatMap((release) => [...releaseLines(release, paint), '']),
    ...(report.servers.length > 0 ? [...serverLines(report.servers, paint), ''] : []),
    ...report.findings.flatMap((finding) => [...findingLines(finding, several, paint), '']),
    closing(report, paint),
    '',
  ].join('\n');
};

function releaseLines(release: VerifiedRelease, paint: Paint): string[] {
  const { name, namespace, statefulSet, pods, dataSurvives } = release;
  const head = `${name || statefulSet} in namespace ${namespace}: StatefulSet ${statefulSet}, ${pods.length} pods, ${
    dataSurvives ? 'with persistence' : 'without persistence (a pod that is created again comes back empty)'
  }`;
  const labelled = pods.some(({ label }) => label !== undefined);
  const columns = ['POD', 'STATE', 'NODE', 'NODE IP', 'ANNOUNCES', ...(labelled ? ['LABEL'] : []), ''];
  const rows = pods.map((pod) => [
    { text: String(pod.ordinal) },
    pod.state === 'Ready' ? { text: pod.state } : red(paint, pod.state),
    { text: pod.node ?? '-' },
    { text: pod.nodeIP ?? '-' },
    { text: pod.announced ?? '-' },
    ...(labelled ? [{ text: pod.label ?? '-' }] : []),
    verdict(pod, paint),
  ]);
  return [paint('bold', oneLine(head)), ...table(columns, rows)];
}

function verdict({ right, home, announced, state, bound, node }: VerifiedPod, paint: Paint): Cell {
  if (right === false) return red(paint, `WRONG: ${announced} is ${home}`);
  if (bound === false) return red(paint, 'binds no port on its node');
  if (right === true) return { text: 'right', paint: (text) => paint('green', text) };
  if (state === 'missing') return { text: '' };
  return { text: node === undefined ? 'waits for a node' : 'cannot be told' };
}

function serverLines(servers: readonly VerifiedServer[], paint: Paint): string[] {
  const columns = ['SERVER', 'OF', 'NODE ID', 'ROLE', 'ANNOUNCES', 'CLUSTER STATE', 'KEYS', 'SLOTS'];
  const rows = servers.map((server) => {
    const { address, port, of = '-', id, role = '-', announced, slots = '', clusterState = '-', keys, error } = server;
    const start: Cell[] = [{ text: hostAndPort(address, port) }, { text: of }];
    if (error !== undefined) return [...start, red(paint, oneLine(error))];
    const right = announced === undefined || announced === address;
    return [
      ...start,
      { text: id?.slice(0, 8) ?? '-' },
      { text: role },
      right ? { text: announced ?? '?' } : red(paint, announced || 'nothing'),
      clusterState === 'ok' ? { text: clusterState } : red(paint, clusterState),
      { text: keys === undefined ? '?' : String(keys) },
      { text: slots },
    ];
  });
  return [paint('bold', 'What the servers say'), ...table(columns, rows)];
}

function red(paint: Paint, text: string): Cell {
  return { text, paint: (cell) => paint('red', cell) };
}

function findingLines(finding: VerifyFinding, several: boolean, paint: Paint): string[] {
  const { check, severity, release, message, remedy, commands = [] } = finding;
  const style = severity === 'error' ? 'red' : 'yellow';
  return [
    [paint([style, 'bold'], severity), paint('dim', check), ...(several ? [oneLine(release)] : [])].join('  '),
    ...wrapped(sentence(capital(oneLine(message)))),
    ...wrapped(`${paint('bold', 'Fix:')} ${oneLine(remedy)}`),
    ...commands.map((command) => `    ${oneLine(command)}`),
  ];
}

function wrapped(text: string): string[] {
  return wrapAnsi(text, WIDTH - 2)
    .split('\n')
    .map((line) => `  ${line}`);
}

function closing(report: Verification, paint: Paint): string {
  const { error, warning } = countsOf(report);
  const found = [...(error > 0 ? [plural(error, 'error')] : []), ...(warning > 0 ? [plural(warning, 'warning')] : [])];
  if (found.length > 0) return paint([error > 0 ? 'red' : 'yellow', 'bold'], found.join(', '));
  return paint(['green', 'bold'], `All is right: ${praise(report)}.`);
}

function praise({ releases, servers }: Verification): string {
  const pods = releases.reduce((sum, release) => sum + release.pods.length, 0);
  return [
    ...(pods > 0 ? [`${pods} pods run on the nodes whose IPs they announce`] : []),
    ...(servers.length > 0 ? [`${servers.length} servers form one cluster whose every slot clients reach`] : []),
  ].join(', and ');
}
