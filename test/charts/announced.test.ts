import t from 'tap';
import { releasesIn } from '../../src/charts/releases.js';
import { announcedIp, serverIn } from '../../src/charts/server.js';
import { charts } from '../../src/generated/shipped.js';
import type { Chart } from '../../src/generated/types.js';
import { manifestsOf } from '../../src/kubernetes/manifest.js';
import { replicasOf } from '../../src/kubernetes/pod-template.js';
import { split } from '../../src/yaml/read/split.js';
import { chartStream, noCharts, streamNames } from '../helpers/charts.js';

const [chart] = charts.filter(({ name }) => name === 'redis-cluster') as [Chart];
const NAME = chart.announce.variable;
const hostIp = (name: string) => ({ name, valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } });

/** What the cases of the table are made of: the script's lines, the container's environment, what is announced. */
type Row = [string, readonly string[], readonly unknown[], unknown];

const LIST = 'ips=($(echo "[10.0.0.4 10.0.0.5]" | cut -d [ -f2 | cut -d ] -f 1))';
const INDEX = `export ${NAME}="\${ips[$pod_index]}"`;

const HOST_NAME = chart.announce.hostname ?? '';
const HOSTS = 'ips=($(echo "[n0.example.org n1]" | cut -d [ -f2 | cut -d ] -f 1))';
const BY_NAME = `export ${HOST_NAME}="\${ips[$pod_index]}"`;
const TYPE = (value: string) => ({ name: chart.announce.endpointType, value });

const ROWS: Row[] = [
  // what it is, script, env, result
  ['the list', [LIST, INDEX], [], { by: 'list', ips: ['10.0.0.4', '10.0.0.5'] }],
  ['IPv6', [LIST.replace('10.0.0.5', 'fd00::5'), INDEX], [], { by: 'list', ips: ['10.0.0.4', 'fd00::5'] }],
  ['an empty list', ['ips=($(echo "[]" | cut))', INDEX], [], { by: 'list', ips: [] }],
  ['a list that is not there', [INDEX], [], { by: 'unknown', variable: NAME, text: `\${ips[$pod_index]}` }],
  ['nothing announced', ['exec server'], [], { by: 'pod' }],
  ['a comment is no assignment', [`# export ${NAME}=1`], [], { by: 'pod' }],
  ['the node, by a variable', [`export ${NAME}="$NODE_IP"`], [hostIp('NODE_IP')], { by: 'host' }],
  ['the node, in braces', [LIST, `${NAME}=\${NODE_IP}`], [hostIp('NODE_IP')], { by: 'host' }],
  ['the node, directly', ['exec server'], [hostIp(NAME)], { by: 'host' }],
  ['the last one counts', [INDEX, `${NAME}="$A"`, LIST], [hostIp('A')], { by: 'host' }],
  ['something else', [`${NAME}=$(hostname -i)`], [], { by: 'unknown', variable: NAME, text: '$(hostname -i)' }],
  ['a variable nobody sets', [`${NAME}=$X`], [], { by: 'unknown', variable: NAME, text: '$X' }],
  ['host names', [HOSTS, BY_NAME], [TYPE('hostname')], { by: 'list', ips: ['n0.example.org', 'n1'], hosts: true }],
  ['host names, which clients are not sent to', [HOSTS, BY_NAME], [TYPE('ip')], { by: 'pod' }],
  ['host names beside IPs', [HOSTS, BY_NAME, LIST, INDEX], [TYPE('ip')], { by: 'list', ips: ['10.0.0.4', '10.0.0.5'] }],
  [
    'a host name of its own',
    [`${HOST_NAME}=$(hostname -f)`],
    [],
    { by: 'unknown', variable: HOST_NAME, text: '$(hostname -f)' },
  ],
];

t.test('what a pod announces is read from its start script', async (t) => {
  for (const [what, lines, env, expected] of ROWS) {
    t.strictSame(serverIn({ containers: [{ args: [lines.join('\n')], env }] }, chart).announced, expected, what);
  }
});

t.test('the IP of an ordinal', async (t) => {
  t.equal(announcedIp({ by: 'list', ips: ['a', 'b'] }, 1), 'b');
  t.equal(announcedIp({ by: 'list', ips: ['a', 'b'] }, 2), undefined);
  t.equal(announcedIp({ by: 'host' }, 2, 'h'), 'h');
  t.equal(announcedIp({ by: 'pod' }, 2, 'h'), undefined);
});

t.test('every chart version in the shared renderings', { skip: noCharts }, async (t) => {
  for (const name of streamNames()) {
    const releases = releasesIn(manifestsOf(split(chartStream(name), name)));
    for (const { statefulSet, server } of releases) {
      const read = server().announced;
      t.equal(read.by, name.includes('/plain') ? 'pod' : 'list', name);
      if (read.by === 'list') t.equal(read.ips.length, replicasOf(statefulSet.value), name);
    }
  }
});
