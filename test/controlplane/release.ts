import type { Test } from 'tap';
import { chartStream, noCharts } from '../helpers/charts.js';
import { quietWorld } from '../scheduler/world.js';
import type { Api } from './api.js';
import { type Helm, SAMPLE_CHART } from './helm.js';
import { create, NAMESPACED, remove } from './kube.js';
import { naming } from './objects.js';
import { PLACEMENTS, type PlacementChoice, releaseGated } from './released.js';
import { admittedPod, dataVolumes, generationOf, leftovers, rolledOut, scale } from './rollout.js';
import { startedHelm, startedPlane } from './started.js';
import { buildWorld } from './trial.js';

const SET = 'ds-redis-redis-cluster';
const REPLICAS = 6;
const CLAIMS = `${NAMESPACED}/persistentvolumeclaims`;
const VALUES = ['--set', 'ips={10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.8,10.0.0.9,10.0.0.10}'];

/** Install, upgrade, uninstall and install again in every placement, with one real Helm; pods become Ready by kwok. */
export async function testReleases(t: Test, major: 3 | 4): Promise<void> {
  const plane = await startedPlane(t);
  const helm = await startedHelm(t, plane, major);
  const names = naming(0);
  await buildWorld(plane.api, quietWorld(REPLICAS), names);
  const own = Array.from({ length: REPLICAS }, (_, ordinal) => names.node(`node-${ordinal}`));
  for (const choice of PLACEMENTS) {
    const one = { api: plane.api, helm, choice, own };
    await t.test(choice.name, (t) => lifecycle(t, one));
    if (choice.name === 'pinned, volume') await t.test(`${choice.name}, beside data`, (t) => withData(t, one));
    if (['pinned, volume', 'local-data'].includes(choice.name)) {
      await t.test(`${choice.name}, more pods and fewer`, (t) => scaled(t, one));
    }
    if (choice.name === 'local-data')
      await t.test('local-data, valkey-cluster', { skip: noCharts }, (t) => valkey(t, one));
  }
}

interface Case {
  api: Api;
  helm: Helm;
  choice: PlacementChoice;
  /** The node of each ordinal. */
  own: readonly string[];
}

async function lifecycle(t: Test, one: Case): Promise<void> {
  const { api, helm, choice } = one;
  await apply(t, one, 'install');
  const manifest = await helm.manifest();
  const ours = manifest.match(/^# Source: redis-hostport\/.*\.yaml$/gm) ?? [];
  t.equal(ours.length > 0, /^pinned|^local-data/.test(choice.name), `new documents have names: ${ours.length}`);
  t.notMatch(manifest, 'postrender-filename');
  if (choice.gated) await admission(t, api);
  const generation = await generationOf(api, SET);
  await apply(t, one, 'upgrade');
  t.equal(await generationOf(api, SET), generation, 'an upgrade without a change changes nothing');
  await apply(t, one, 'upgrade', '--set', 'configuration=maxclients 100');
  t.not(await generationOf(api, SET), generation);
  await helm.rollback(1);
  t.equal((await rolledOut(api, SET)).length, REPLICAS, 'a rollback passes');
  await helm.uninstall();
  t.same(await leftovers(api), [], 'nothing is left behind');
  await apply(t, one, 'install');
  await helm.uninstall();
  t.same(await leftovers(api), []);
}

/** What the policy makes of pods; nothing is stored. */
async function admission(t: Test, api: Api): Promise<void> {
  const gate = { name: 'redis-hostport/pin' };
  const quota = { name: 'example.com/quota' };
  const pin = { 'redis-pod-name': 'redis-cluster-4' };
  // whose pod     its nodeSelector and gates                          and then
  const table: readonly [owner: string | undefined, before: object, after: object][] = [
    [SET, { schedulingGates: [gate] }, { nodeSelector: pin, schedulingGates: undefined }],
    [SET, { schedulingGates: [quota, gate] }, { nodeSelector: pin, schedulingGates: [quota] }],
    [SET, {}, { nodeSelector: pin, schedulingGates: undefined }],
    [SET, { nodeSelector: { disk: 'ssd' } }, { nodeSelector: { disk: 'ssd', ...pin }, schedulingGates: undefined }],
    ['another', { schedulingGates: [gate] }, { nodeSelector: undefined, schedulingGates: [gate] }],
    [undefined, {}, { nodeSelector: undefined, schedulingGates: undefined }],
  ];
  for (const [owner, before, after] of table) {
    const { nodeSelector, schedulingGates } = await admittedPod(api, owner, before);
    t.same({ nodeSelector, schedulingGates }, after, `a pod of ${owner}: ${JSON.stringify(before)}`);
  }
}

/** The data of a release stays and is found by a second install; its pins go as without data. */
async function withData(t: Test, one: Case): Promise<void> {
  const { api, helm } = one;
  const volumes = dataVolumes(REPLICAS);
  await create(api, volumes);
  const data = Array.from({ length: REPLICAS }, (_, ordinal) => `redis-data-${SET}-${ordinal}`);
  const kept = [...volumes.map(({ metadata }) => metadata.name), ...data].sort();
  await apply(t, one, 'install', '--set', 'persistence=true');
  await helm.uninstall();
  t.same(await leftovers(api), kept, 'the data stays, and nothing else');
  await apply(t, one, 'install', '--set', 'persistence=true');
  await apply(t, one, 'upgrade', '--set', 'persistence=true', '--set', 'configuration=maxclients 100');
  await helm.uninstall();
  t.same(await leftovers(api), kept);
  await api.call('DELETE', CLAIMS);
  await remove(api, volumes);
  t.same(await leftovers(api), []);
}

/** The pins follow the number of pods, also after a scale past Helm, for which the StatefulSet made claims itself. */
async function scaled(t: Test, one: Case): Promise<void> {
  const { api, helm } = one;
  const pins = async (): Promise<number> => {
    const names = await leftovers(api);
    return names.filter((name) => /^redis-(hostport|data)-/.test(name)).length;
  };
  await apply(t, one, 'install', '--set', 'nodes=4');
  t.equal(await pins(), 2 * 4 + 1, 'a volume and a claim for each pod, and their class');
  await scale(api, SET, REPLICAS);
  await api.until(CLAIMS, 'claims of the StatefulSet', 30_000, (all) => (all.size === REPLICAS ? true : undefined));
  await apply(t, one, 'upgrade');
  t.equal(await pins(), 2 * REPLICAS + 1, 'Helm takes over the claims that are there');
  // Helm 4 applies on the server, where the scale has made another the owner of the number.
  const forced = helm.version.startsWith('v4') ? ['--force-conflicts'] : [];
  await apply(t, one, 'upgrade', '--set', 'nodes=4', ...forced);
  t.equal(await pins(), 2 * 4 + 1);
  await apply(t, one, 'upgrade');
  await helm.uninstall();
  t.same(await leftovers(api), []);
}

/** By data only: the Chart file says what the volume and the variable are called. */
async function valkey(t: Test, { api, helm, choice, own }: Case): Promise<void> {
  const stream = chartStream('valkey-cluster-2.1.1/ext.helm3').toString();
  const chart = helm.chartOf(stream.replace('podManagementPolicy: OrderedReady', 'podManagementPolicy: Parallel'));
  await helm.apply('install', chart, [], choice.settings);
  t.same(await rolledOut(api, 'ds-valkey-valkey-cluster'), own, 'each pod is Ready on its own node');
  await helm.uninstall();
  t.same(await leftovers(api), []);
}

async function apply(t: Test, one: Case, verb: 'install' | 'upgrade', ...more: string[]): Promise<void> {
  const { api, helm, choice, own } = one;
  const values = [...VALUES, '--set', `podManagementPolicy=${choice.podManagementPolicy}`, ...more];
  await helm.apply(verb, SAMPLE_CHART, values, choice.settings);
  if (choice.gated) await releaseGated(api);
  const nodes = await rolledOut(api, SET);
  const what = `${verb} ${more.join(' ')}`.trim();
  if (choice.right === 'own') t.same(nodes, own.slice(0, nodes.length), `${what}: each pod is Ready on its own node`);
  else t.same([...nodes].sort(), [...own].sort(), `${what}: the pods are Ready on the labelled nodes`);
}
