import type { Api, KubeObject } from './api.js';
import { conditionOf, NAMESPACED, nodeNameOf, PODS } from './kube.js';
import { NAMESPACE } from './objects.js';

const STATEFUL_SETS = `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`;
const ROLLOUT_MS = 60_000;

/** Where the pods of a StatefulSet run once all of them are Ready and of its newest revision. */
export async function rolledOut(api: Api, name: string): Promise<string[]> {
  const replicas = await api.until(STATEFUL_SETS, `${name} rolled out`, ROLLOUT_MS, (sets) => {
    const set = sets.get(name);
    const { observedGeneration, readyReplicas, currentReplicas, currentRevision, updateRevision } = set?.status ?? {};
    const wanted = set?.spec?.replicas;
    const isNew = currentRevision === updateRevision && currentReplicas === wanted;
    const isReady = observedGeneration === set?.metadata.generation && readyReplicas === wanted;
    return set !== undefined && isNew && isReady ? Number(wanted) : undefined;
  });
  return api.until(PODS, `${name}'s pods Ready`, ROLLOUT_MS, (pods) => {
    const own = Array.from({ length: replicas }, (_, ordinal) => pods.get(`${name}-${ordinal}`));
    if (!own.every((pod) => conditionOf(pod, 'Ready')?.status === 'True')) return undefined;
    return own.map((pod) => nodeNameOf(pod) ?? '');
  });
}

/** Changes the number of pods past Helm. */
export async function scale(api: Api, name: string, replicas: number): Promise<void> {
  await api.call('PATCH', `${STATEFUL_SETS}/${name}`, { spec: { replicas } });
}

/** By its change one sees whether an upgrade changed the StatefulSet. */
export async function generationOf(api: Api, name: string): Promise<number | undefined> {
  return ((await api.call('GET', `${STATEFUL_SETS}/${name}`)) as KubeObject).metadata.generation;
}

/** The spec that a pod 4 of the release would get, by a dry run. */
export async function admittedPod(api: Api, owner: string | undefined, spec: object): Promise<Record<string, unknown>> {
  const labels = {
    'app.kubernetes.io/instance': 'ds-redis',
    'app.kubernetes.io/name': 'redis-cluster',
    'apps.kubernetes.io/pod-index': '4',
  };
  const reference = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: owner, uid: '0' };
  const pod = (await api.call('POST', `${PODS}?dryRun=All`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'dry-run', labels, ...(owner !== undefined && { ownerReferences: [reference] }) },
    spec: { containers: [{ name: 'c', image: 'registry.example/other:1' }], ...spec },
  })) as KubeObject;
  return pod.spec ?? {};
}

const ADMISSION = '/apis/admissionregistration.k8s.io/v1beta1';
const OF_RELEASE = '?labelSelector=app.kubernetes.io%2Finstance%3Dds-redis';
const LEFTOVERS: readonly [path: string, query: string][] = [
  [PODS, OF_RELEASE],
  [STATEFUL_SETS, OF_RELEASE],
  [`${NAMESPACED}/services`, OF_RELEASE],
  [`${NAMESPACED}/configmaps`, OF_RELEASE],
  [`${NAMESPACED}/secrets`, OF_RELEASE],
  [`${NAMESPACED}/serviceaccounts`, OF_RELEASE],
  [`${NAMESPACED}/persistentvolumeclaims`, ''],
  ['/api/v1/persistentvolumes', ''],
  ['/apis/storage.k8s.io/v1/storageclasses', ''],
  [`${ADMISSION}/mutatingadmissionpolicies`, ''],
  [`${ADMISSION}/mutatingadmissionpolicybindings`, ''],
];

/** What a release has left behind: names of objects, once what is being deleted is gone. */
export async function leftovers(api: Api): Promise<string[]> {
  const left: string[] = [];
  for (const [path, query] of LEFTOVERS) {
    const names = await api.until(`${path}${query}`, `${path}: nothing is being deleted`, ROLLOUT_MS, (all) => {
      const objects = [...all.values()];
      return objects.some(({ metadata }) => metadata.deletionTimestamp)
        ? undefined
        : objects.map(({ metadata }) => metadata.name);
    });
    left.push(...names);
  }
  return left.sort();
}

/** Volumes for the data claims of a release with persistence, as an administrator without a provisioner makes them. */
export function dataVolumes(count: number): KubeObject[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `data-${index}` },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      hostPath: { path: '/data' },
    },
  }));
}
