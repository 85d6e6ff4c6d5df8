/**
 * By hand: `node --import=tsx test/controlplane/binding.ts [--starts 150] [--claims release|controller]`
 * starts six pinned pods over and over, as fast as the API server takes the objects, and says how many starts hung and
 * how long the others took. `release`: claims and their class as post-rendering brings them; `controller`: no claims but
 * those that the StatefulSet makes, and no class, so that only the volume controller may bind them.
 */
import { parseArgs } from 'node:util';
import { isObject } from '../../src/json/values.js';
import { quietWorld } from '../scheduler/world.js';
import type { Api, KubeObject } from './api.js';
import { CONTROL_PLANE, findBinaries } from './binaries.js';
import { startControlPlane } from './controlplane.js';
import { create, createNamespace, NAMESPACED, nodeNameOf, RELEASE_PODS, remove, removePods } from './kube.js';
import { NAMESPACE, naming, ORDINAL_LABEL, ordinalValue, releaseObjects } from './objects.js';
import { buildWorld } from './trial.js';

const ORDINALS = [0, 1, 2, 3, 4, 5];
const HUNG_MS = 20_000;
const SLOW_MS = 1500;
const GONE_MS = 30_000;

const { values } = parseArgs({
  options: { starts: { type: 'string', default: '150' }, claims: { type: 'string', default: 'release' } },
});
const ours = values.claims === 'release';

/** Names of a start's own, so that no controller is still busy with the objects of the one before. */
function pinned(start: number): { pins: KubeObject[]; statefulSet: KubeObject } {
  const name = `start-${start}`;
  const className = `pin-${name}`;
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: className,
    resources: { requests: { storage: '1Mi' } },
  };
  const storageClass = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: className },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
  const claims = ORDINALS.map((ordinal) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: `pin-${name}-${ordinal}`, namespace: NAMESPACE },
    spec,
  }));
  const volumes = claims.map(({ metadata }, ordinal) => volume(metadata.name, className, ordinal));
  const template = { required: false, hostnameSpread: false, requests: true, terms: [] };
  const image = naming(0).image;
  const objects = releaseObjects({ replicas: ORDINALS.length, podManagementPolicy: 'Parallel', image, template });
  const set = objects.find(({ kind }) => kind === 'StatefulSet');
  if (!isObject(set?.spec)) throw new Error('a release has a StatefulSet');
  const more = {
    volumeClaimTemplates: [{ metadata: { name: 'pin' }, spec }],
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
  };
  const statefulSet = { ...set, metadata: { ...set.metadata, name }, spec: { ...set.spec, ...more } };
  return { pins: ours ? [storageClass, ...volumes, ...claims] : volumes, statefulSet };
}

function volume(claim: string, storageClassName: string, ordinal: number): KubeObject {
  const own = { key: ORDINAL_LABEL, operator: 'In', values: [ordinalValue(ordinal)] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: claim },
    spec: {
      capacity: { storage: '1Mi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: NAMESPACE, name: claim },
      local: { path: '/never-mounted' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [own] }] } },
    },
  };
}

/** Milliseconds from the StatefulSet to the last pod on its node; undefined for a start that hung. */
async function start(api: Api, number: number): Promise<number | undefined> {
  const { pins, statefulSet } = pinned(number);
  await create(api, pins);
  const begin = Date.now();
  await create(api, [statefulSet]);
  const bound = api.until(RELEASE_PODS, 'pods on nodes', HUNG_MS, (pods) => {
    const names = ORDINALS.map((ordinal) => nodeNameOf(pods.get(`${statefulSet.metadata.name}-${ordinal}`)));
    return names.includes(undefined) ? undefined : names;
  });
  const nodes = await bound.catch(() => undefined);
  const took = Date.now() - begin;
  const own = ORDINALS.map((ordinal) => naming(0).node(`node-${ordinal}`));
  if (nodes && nodes.join() !== own.join()) throw new Error(`start ${number}: pods on ${nodes.join()}`);
  await remove(api, [statefulSet]);
  await removePods(api, RELEASE_PODS);
  for (const path of [`${NAMESPACED}/persistentvolumeclaims`, '/api/v1/persistentvolumes']) {
    await api.call('DELETE', path);
    await api.until(path, `${path} gone`, GONE_MS, (all) => (all.size === 0 ? true : undefined));
  }
  await remove(api, pins);
  return nodes && took;
}

const { found, missing } = findBinaries(CONTROL_PLANE, process.env);
if (missing.length > 0) throw new Error(`not in $LAB/bin nor on the PATH: ${missing.join(', ')}`);
const plane = await startControlPlane({ binaries: found });
try {
  await createNamespace(plane.api);
  await buildWorld(plane.api, quietWorld(ORDINALS.length), naming(0));
  const times: (number | undefined)[] = [];
  for (let number = 0; number < Number(values.starts); number++) times.push(await start(plane.api, number));
  const done = times.filter((time) => time !== undefined);
  const slow = done.filter((time) => time > SLOW_MS).length;
  process.stdout.write(
    `Kubernetes ${plane.version}, claims of the ${values.claims}: ${times.length} starts, ` +
      `${times.length - done.length} hung, ${slow} took longer than ${SLOW_MS} ms, longest of the others ${Math.max(...done)} ms\n`,
  );
} finally {
  await plane.stop();
}
