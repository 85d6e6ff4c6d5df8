import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { releasesIn } from '../../../src/charts/releases.js';
import { dataSurvives } from '../../../src/charts/storage.js';
import { planOf } from '../../../src/commands/plan/command.js';
import { valuesYaml } from '../../../src/commands/values-command.js';
import { at, itemsAt } from '../../../src/json/values.js';
import { manifestsOf } from '../../../src/kubernetes/manifest.js';
import { POD, replicasOf } from '../../../src/kubernetes/pod-template.js';
import { split } from '../../../src/yaml/read/split.js';
import { helm } from '../../helpers/binaries.js';
import { chartStream, noCharts } from '../../helpers/charts.js';
import { execute } from '../../helpers/execute.js';
import { run } from '../../helpers/fake-io.js';
import { SIX, setupFrom } from '../setups.js';

const RUNBOOK = {
  release: 'ds-redis',
  nodes: SIX,
  install: { persistence: { enabled: false }, useAOFPersistence: false, metrics: { enabled: true } },
};
const REGISTRY = {
  release: 'ds-redis',
  nodes: [34, 61, 35, 62, 36, 63].map((last, index) => ({ name: `n${index}`, ip: `10.219.61.${last}` })),
  install: {
    persistence: { enabled: false },
    useAOFPersistence: false,
    image: { registry: 'nexus.example.com', repository: 'icis/redis-cluster', tag: '7.0.9-debian-11-r1' },
  },
};
const VALKEY = { ...RUNBOOK, release: 'ds-valkey', install: { ...RUNBOOK.install, chart: 'valkey-cluster' } };
const NAMED = { ...RUNBOOK, install: { ...RUNBOOK.install, fullnameOverride: 'myredis' } };

// What the real chart rendered from values like ours must say the same: the stream, the configuration, what differs
const STREAMS: [string, Record<string, unknown>, { policy?: string; image?: string }][] = [
  ['6.3.9/ext.helm3', RUNBOOK, { policy: 'Parallel' }],
  ['8.6.1/ext.helm3', RUNBOOK, {}],
  ['9.7.0/ext.helm4', RUNBOOK, {}],
  ['10.2.0/ext.helm3', RUNBOOK, {}],
  ['10.2.5/ref2.helm3', REGISTRY, { image: 'nexus.example.com/icis/redis-cluster:7.0.9-debian-11-r1' }],
  ['10.3.0/fno.helm3', NAMED, {}],
  ['13.0.5/ext.helm4', RUNBOOK, {}],
  ['valkey-cluster-2.1.1/ext.helm3', VALKEY, {}],
];

t.test('as the real chart renders them', { skip: noCharts }, async (t) => {
  for (const [name, config, { policy, image }] of STREAMS) {
    const setup = setupFrom(config);
    const values = parse(valuesYaml(setup));
    const [release] = releasesIn(manifestsOf(split(chartStream(name), name)));
    if (!release) return t.fail(`no release in ${name}`);
    const { chart, statefulSet } = release;
    const set = statefulSet.value;
    const server = release.server().container;
    const section = values[chart.values.section];
    const environment = (variable: string) =>
      at(itemsAt(server, 'env').find(({ item }) => item.name === variable)?.item, 'value');
    t.equal(at(values, 'cluster', 'nodes'), replicasOf(set), `${name}: cluster.nodes`);
    const script = String(at(server, 'args', 0));
    const replicas = /_CLUSTER_REPLICAS="(\d+)"/.exec(script)?.[1];
    t.equal(String(at(values, 'cluster', 'replicas')), replicas, `${name}: cluster.replicas`);
    const ips = at(values, 'cluster', 'externalAccess', 'service', 'loadBalancerIP');
    t.same(release.server().announced, { by: 'list', ips }, `${name}: loadBalancerIP`);
    t.equal(
      at(section, 'podManagementPolicy'),
      policy ? 'OrderedReady' : at(set, 'spec', 'podManagementPolicy'),
      `${name}: podManagementPolicy`,
    );
    t.equal(
      at(section, 'useAOFPersistence'),
      environment(`${chart.values.section.toUpperCase()}_AOF_ENABLED`),
      `${name}: useAOFPersistence`,
    );
    t.equal(at(values, 'persistence', 'enabled'), dataSurvives(set, chart), `${name}: persistence.enabled`);
    const metrics = itemsAt(set, ...POD, 'containers').some(({ item }) => item.name === 'metrics');
    t.equal(at(values, 'metrics', 'enabled') ?? false, metrics, `${name}: metrics.enabled`);
    if (image) {
      const { registry, repository, tag } = values.image as Record<string, string>;
      t.equal(`${registry}/${repository}:${tag}`, server?.image);
    }
    const services = release.find({ group: '', kind: 'Service', name: '*-svc' });
    t.same(
      services.map((service) => [service.name, at(service.value, 'spec', 'loadBalancerIP')]),
      planOf(setup).pods.map(({ pod, ip }) => [`${pod}-svc`, ip]),
      `${name}: one Service for each pod, with its IP`,
    );
    t.equal(statefulSet.name, setup.fullname);
    t.equal(at(section, 'tolerations'), undefined);
  }
});

t.test('what follows from what', async (t) => {
  const values = (install: Record<string, unknown>, set: string[] = []) =>
    parse(valuesYaml(setupFrom({ nodes: SIX, install }, set)));
  // install, overlays, path, value
  const rows: [Record<string, unknown>, string[], string, unknown][] = [
    [{}, [], 'persistence.enabled', true],
    [{}, [], 'redis.useAOFPersistence', 'yes'],
    [{ persistence: { enabled: false } }, [], 'redis.useAOFPersistence', 'yes'],
    [{ useAOFPersistence: false }, [], 'redis.useAOFPersistence', 'no'],
    [{ persistence: { enabled: false } }, ['overlays.local-data={}'], 'persistence.enabled', true],
    [{}, [], 'redis.podManagementPolicy', 'OrderedReady'],
    [{}, ['overlays.ordered-ready=false'], 'redis.podManagementPolicy', 'Parallel'],
    [{}, [], 'image', { repository: 'bitnamilegacy/redis-cluster' }],
    [{}, [], 'metrics', undefined],
    [{ metrics: { enabled: true } }, [], 'metrics.image', { repository: 'bitnamilegacy/redis-exporter' }],
    [{ image: { registry: 'r:5000' } }, [], 'image', { registry: 'r:5000' }],
    [{ image: { registry: 'r:5000' }, metrics: { enabled: true } }, [], 'metrics.image', { registry: 'r:5000' }],
    [{ image: { tag: '7.0' } }, [], 'image', { tag: '7.0' }],
    [{}, [], 'global.security.allowInsecureImages', true],
    [{}, [], 'cluster.init', undefined],
    [{}, ['nodes[2].ip=fd00::6'], 'cluster.init', false],
    [{ pullSecrets: ['nexus'] }, [], 'global.imagePullSecrets', ['nexus']],
    [{ existingSecret: 'redis-auth' }, [], 'existingSecret', 'redis-auth'],
    [{ chart: 'valkey-cluster' }, [], 'valkey.podManagementPolicy', 'OrderedReady'],
    [{ chart: 'valkey-cluster' }, [], 'redis', undefined],
  ];
  for (const [install, set, path, expected] of rows) {
    t.same(at(values(install, set), ...path.split('.')), expected, `${JSON.stringify(install)} ${set} ${path}`);
  }
});

t.test('reads the same in YAML 1.1 and 1.2', async (t) => {
  const install = {
    image: { tag: '7.0' },
    tolerations: [{ key: 'on', operator: 'Equal', value: '0755', effect: 'NoSchedule' }],
  };
  const config = { apiVersion: 'redis-hostport/v1', kind: 'Config', nodes: SIX, install };
  const { out } = await run(['values'], { files: { 'redis-hostport.yaml': JSON.stringify(config) } });
  for (const version of ['1.1', '1.2'] as const) {
    const { image, redis, cluster } = parse(out, { version });
    t.same(image, install.image);
    t.same(redis, { podManagementPolicy: 'OrderedReady', useAOFPersistence: 'yes', tolerations: install.tolerations });
    t.same(
      cluster.externalAccess.service.loadBalancerIP,
      SIX.map(({ ip }) => ip),
    );
  }
});

for (const major of [3, 4] as const) {
  const program = helm(major);
  t.test(
    `Helm ${major} takes them as they are`,
    { skip: program ? false : `no Helm ${major} on the PATH` },
    async (t) => {
      const config = { apiVersion: 'redis-hostport/v1', kind: 'Config', nodes: SIX };
      const { out } = await run(['values'], { files: { 'redis-hostport.yaml': JSON.stringify(config) } });
      const folder = t.testdir({
        'values.yaml': out,
        chart: {
          'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
          templates: { 'v.yaml': 'seen:\n{{ toYaml .Values | indent 2 }}\n' },
        },
      });
      const argv = ['template', 'ds-redis', join(folder, 'chart'), '-f', join(folder, 'values.yaml')];
      const rendered = execute(program ?? '', argv);
      t.same(parse(rendered.out, { version: '1.1' })?.seen, parse(valuesYaml(setupFrom({ nodes: SIX }))), rendered.err);
    },
  );
}

t.test('host names turn hostMode on', async (t) => {
  const nodes = SIX.map((node, index) => ({ ...node, ip: `redis-${index}.example.org` }));
  const { externalAccess } = parse(valuesYaml(setupFrom({ nodes }))).cluster;
  t.match(externalAccess, { hostMode: true, service: { loadBalancerIP: nodes.map(({ ip }) => ip) } });
});
