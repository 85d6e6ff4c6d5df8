import t from 'tap';
import { serverIn } from '../../../src/charts/server.js';
import { charts } from '../../../src/generated/shipped.js';
import { chartStream, noCharts, streamNames } from '../../helpers/charts.js';
import { postRendered, refusal } from '../../helpers/post-rendered.js';
import { SCRIPT, sample } from '../../helpers/sample.js';

const ON = 'overlays.announce-host-ip={}';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const LABELLED = { matchExpressions: [{ key: 'redis-system', operator: 'In', values: ['true'] }] };
const HOST_IP = { name: 'REDIS_HOSTPORT_HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } };

t.test('every real stream with externalAccess', { skip: noCharts }, async (t) => {
  const plain = /plain|noip/;
  for (const name of streamNames().filter((one) => !plain.test(one))) {
    await t.test(name, async (t) => {
      const stdin = chartStream(name);
      const { text, podSpec } = await postRendered(t, stdin, ON);
      const chart =
        charts.find((one) => name.startsWith(one.name)) ?? charts.find((one) => one.name === 'redis-cluster');
      const { container, announced } = (chart && serverIn(podSpec, chart)) ?? {};
      t.same(announced, { by: 'host' });
      t.same(podSpec.containers.find((one: typeof container) => one?.name === container?.name).env.at(-1), HOST_IP);
      t.match(podSpec.affinity.nodeAffinity[REQUIRED].nodeSelectorTerms.at(-1), {
        matchExpressions: [...(name.includes('nine') ? [{ key: 'disk' }] : []), ...LABELLED.matchExpressions],
      });
      const changed = linesOnlyIn(stdin.toString(), text).filter((line) => line.includes('ANNOUNCE_IP'));
      t.equal(changed.length, 1, 'one line of the script goes');
      const came = linesOnlyIn(text, stdin.toString()).filter((line) => line.includes('ANNOUNCE_IP'));
      t.same(
        came,
        [changed[0]?.replace(/=.*/, '="$REDIS_HOSTPORT_HOST_IP"')],
        'and this one comes, indented as it was',
      );
      const lost = linesOnlyIn(stdin.toString(), text).filter((line) => line !== changed[0]);
      t.ok(
        lost.every((line) => /affinity: ?|\{\}|podManagementPolicy/.test(line)),
        `no other is lost: ${lost}`,
      );
    });
  }
  await t.test('without externalAccess', async (t) => {
    for (const name of streamNames().filter((one) => one.includes('plain'))) {
      const argv = ['--set', ON, '--set', 'overlays.ordered-ready=false'];
      const message = await refusal(t, chartStream(name), argv);
      t.match(message, /<stdin>:\d+:\d+: .*no line that sets REDIS_CLUSTER_ANNOUNCE_IP .*\n.*externalAccess/, name);
    }
  });
});

function linesOnlyIn(text: string, other: string): string[] {
  const known = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
}

t.test('the line of the start script', async (t) => {
  const line = 'export REDIS_CLUSTER_ANNOUNCE_IP="';
  // what the script has instead                                       what it has then, or what is said
  const table: readonly [from: string, to: string | RegExp][] = [
    [`${line}\${ips[$pod_index]}"`, `${line}$REDIS_HOSTPORT_HOST_IP"`],
    [`  REDIS_CLUSTER_ANNOUNCE_IP=\${addresses[$pod_index]} `, '  REDIS_CLUSTER_ANNOUNCE_IP="$REDIS_HOSTPORT_HOST_IP"'],
    [`${line}$(hostname -i)"`, /no line that sets .* from the list of IPs; it is set to \$\(hostname -i\)\n/],
    [`# ${line}\${ips[$pod_index]}"`, /no line that sets REDIS_CLUSTER_ANNOUNCE_IP from the list of IPs\n/],
  ];
  for (const [from, to] of table) {
    const script = SCRIPT.replace(/^export REDIS_CLUSTER_ANNOUNCE_IP.*$/m, () => from);
    if (to instanceof RegExp) {
      t.match(await refusal(t, sample({ script }), ['--set', ON]), to, from);
      continue;
    }
    const { podSpec } = await postRendered(t, sample({ script }), ON);
    t.equal(podSpec.containers[0].args[0], `${script.replace(from, () => to)}\n`, from);
  }
});

t.test('the environment that is there', async (t) => {
  // what is there                                          what is there then
  const table: readonly [env: unknown[] | null, names: string[]][] = [
    [null, ['REDIS_HOSTPORT_HOST_IP']],
    [[], ['REDIS_HOSTPORT_HOST_IP']],
    [[{ name: 'A', value: '1' }], ['A', 'REDIS_HOSTPORT_HOST_IP']],
    [
      [{ name: 'REDIS_HOSTPORT_HOST_IP', value: 'stale' }, { name: 'A' }],
      ['REDIS_HOSTPORT_HOST_IP', 'A'],
    ],
    [
      [{ name: 'A' }, HOST_IP, { name: 'REDIS_HOSTPORT_HOST_IP', value: 'stale' }, { name: 'B' }],
      ['A', 'REDIS_HOSTPORT_HOST_IP', 'B'],
    ],
  ];
  for (const [env, names] of table) {
    const stream = sample().replace('          ports:', `          env: ${JSON.stringify(env)}\n          ports:`);
    const { podSpec } = await postRendered(t, stream, ON);
    const { env: after } = podSpec.containers[0];
    t.same(
      after.map(({ name }: { name: string }) => name),
      names,
    );
    t.same(
      after.find(({ name }: { name: string }) => name === HOST_IP.name),
      HOST_IP,
    );
  }
});

t.test('configured nodes must be those of the list', async (t) => {
  const head = 'apiVersion: redis-hostport/v1\nkind: Config\noverlays: {announce-host-ip: {}}\n';
  const configured = (...ips: string[]): Record<string, string> => ({
    'redis-hostport.yaml': `${head}nodes:\n${ips.map((ip, index) => `  - {name: n${index}, ip: "${ip}"}\n`).join('')}`,
  });
  const stream = sample();
  // nodes                                       what is said
  const table: readonly [ips: string[], said: RegExp][] = [
    [
      ['10.0.0.4', '10.0.0.5', '10.0.0.7'],
      /nodes: only in the configuration: 10\.0\.0\.7; only in the list of the start script: 10\.0\.0\.6\n/,
    ],
    [
      ['10.0.0.4', '10.0.0.5'],
      /nodes: only in the configuration: none; only in the list of the start script: 10\.0\.0\.6\n/,
    ],
    [
      ['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.9'],
      /nodes: only in the configuration: 10\.0\.0\.8, 10\.0\.0\.9; only in the list of the start script: none\n/,
    ],
  ];
  for (const [ips, said] of table) {
    const message = await refusal(t, stream, [], configured(...ips));
    t.match(message, said);
    t.match(message, /^redis-hostport: .*redis-hostport\.yaml:4:1: /, 'at its place in the configuration');
  }
  const passes = async (text: string, ...ips: string[]): Promise<void> => {
    const { run } = await import('../../helpers/fake-io.js');
    const { code, err } = await run([], { stdin: text, files: configured(...ips) });
    t.same([code, err], [0, ''], `${ips}`);
  };
  await passes(stream, '10.0.0.6', '10.0.0.5', '10.0.0.4');
  await passes(
    stream.replace('10.0.0.4 10.0.0.5 10.0.0.6', 'fd00::4 fd00::5 fd00::6'),
    'FD00::6',
    'fd00:0::4',
    'fd00::5',
  );
});

t.test('host ports keep two pods off one node', async (t) => {
  const message = await refusal(t, sample(), ['--set', ON, '--set', 'overlays.host-port=false']);
  t.match(
    message,
    /<stdin>:\d+:\d+: .*without binding tcp-redis and tcp-redis-bus there.*\nLeave the overlay host-port on/,
  );
  const network = sample({ podSpec: 'hostNetwork: true' });
  await postRendered(t, network, ON, 'overlays.host-port=false');
});

t.test('it stays off unless it is turned on', async (t) => {
  const { text } = await postRendered(t, sample());
  t.notMatch(text, /HOST_IP/);
});
