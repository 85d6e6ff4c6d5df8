import { type Api, ApiError, type KubeObject } from './api.js';
import { NAMESPACE } from './objects.js';

export const NAMESPACED = `/api/v1/namespaces/${NAMESPACE}`;
export const PODS = `${NAMESPACED}/pods`;
export const NODES = '/api/v1/nodes';
/** The pods of the release under trial, whatever its name. */
export const RELEASE_PODS = `${PODS}?labelSelector=app.kubernetes.io%2Fname%3Dredis-cluster`;
/** How long anything may take. */
export const WAIT_MS = 30_000;

const COLLECTIONS: Record<string, string> = {
  Node: NODES,
  Pod: PODS,
  Service: `/api/v1/namespaces/${NAMESPACE}/services`,
  StatefulSet: `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`,
  PersistentVolume: '/api/v1/persistentvolumes',
  PersistentVolumeClaim: `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims`,
  StorageClass: '/apis/storage.k8s.io/v1/storageclasses',
};

/** The namespace everything is in; to be called once for a control plane. */
export async function createNamespace(api: Api): Promise<void> {
  await api.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await api.until(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, 'the service account', WAIT_MS, (accounts) =>
    accounts.has('default') ? true : undefined,
  );
}

export async function create(api: Api, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await api.call('POST', collection(object), object);
}

/** Objects that are gone already are none to miss. */
export async function remove(api: Api, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects)
    await ignoreMissing(api.call('DELETE', `${collection(object)}/${object.metadata.name}`));
}

/** At once, without grace; a controller that has not seen its StatefulSet go may make one more, so until none is left. */
export async function removePods(api: Api, path: string): Promise<void> {
  await api.call('DELETE', path, { gracePeriodSeconds: 0 });
  await api.until(path, 'pods gone', WAIT_MS, (pods) => (pods.size === 0 ? true : undefined));
}

export async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  });
}

/** The node a pod is bound to. */
export function nodeNameOf(pod: KubeObject | undefined): string | undefined {
  const name = pod?.spec?.nodeName;
  return typeof name === 'string' ? name : undefined;
}

/** A condition of a pod or a node. */
export function conditionOf(
  object: KubeObject | undefined,
  type: string,
): { status: string; reason?: string } | undefined {
  const conditions = (object?.status?.conditions ?? []) as { type: string; status: string; reason?: string }[];
  return conditions.find((one) => one.type === type);
}

function collection({ kind }: KubeObject): string {
  const path = COLLECTIONS[kind ?? ''];
  if (path === undefined) throw new Error(`no collection is known for kind ${kind}`);
  return path;
}
