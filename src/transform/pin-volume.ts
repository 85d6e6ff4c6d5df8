import { PIN_CLAIM } from '../chart/pin.js';
import { at, itemsAt, replicasOf } from '../chart/statefulset.js';
import type { Operation } from '../edit/patch.js';
import type { JsonObject } from '../json.js';
import { assign } from './assign.js';
import { ordinalLabel, type PlacementSettings } from './node-affinity-settings.js';
import { ordinalValue, selectorTerm } from './node-affinity-terms.js';
import { type PinnedSet, pinnedSet } from './pin.js';
import { type Change, refused, type Target } from './transform.js';

const TEMPLATES = ['spec', 'volumeClaimTemplates'] as const;
const RETENTION = ['spec', 'persistentVolumeClaimRetentionPolicy'] as const;
/** Claims and volumes of this class are bound to each other only; there is no such StorageClass, so nothing is provisioned. */
const STORAGE_CLASS = 'redis-hostport-pin';
const SIZE = '1Mi';
/** Redis Cluster is made for up to some 1000 nodes (Redis cluster specification). */
const MOST_NODES = 1000;

/**
 * Pins each pod by a claim of its own, bound to a volume that only its node has. No container mounts it, so the kubelet
 * never looks at its path (kubernetes `pkg/kubelet/volumemanager`), but the scheduler lets the pod start nowhere else.
 *
 * The volumes ask for the node's label, not its name: a machine that replaces another only needs the label.
 */
export function pinByVolume(target: Target, settings: PlacementSettings): Change {
  const { value } = target;
  refuseScaledAway(target);
  refuseTooMany(target);
  const set = pinnedSet(target, settings);
  const kept = hasOtherClaims(value) && at(value, ...RETENTION, 'whenDeleted') !== 'Delete';
  const documents = Array.from({ length: replicasOf(value) }, (_, ordinal) => volume(set, ordinal, settings, kept));
  return { operations: [...claimTemplate(value), ...retention(value)], documents };
}

function claimTemplate(statefulSet: JsonObject): Operation[] {
  const list = at(statefulSet, ...TEMPLATES);
  const before: unknown[] = Array.isArray(list) ? list : [];
  const template = {
    metadata: { name: PIN_CLAIM },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: STORAGE_CLASS,
      resources: { requests: { storage: SIZE } },
    },
  };
  const there = before.some(isPinClaim);
  const after = there ? before.map((one) => (isPinClaim(one) ? template : one)) : [...before, template];
  return assign(statefulSet, TEMPLATES, after);
}

/**
 * Claims go with their StatefulSet, or else the volumes could not go and a second install would meet them (409). The
 * policy is for all claims of a StatefulSet, so one that also holds data keeps all of its claims, as Kubernetes does by
 * default; the volumes then stay with them. A pod that is scaled away keeps its claim always: a volume takes no second.
 */
function retention(statefulSet: JsonObject): Operation[] {
  if (hasOtherClaims(statefulSet)) return [];
  return assign(statefulSet, RETENTION, { whenDeleted: 'Delete', whenScaled: 'Retain' });
}

function volume(set: PinnedSet, ordinal: number, settings: PlacementSettings, kept: boolean): JsonObject {
  const label = ordinalLabel(settings);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `${set.objectName}-${ordinal}`,
      labels: set.labels,
      ...(kept && { annotations: { 'helm.sh/resource-policy': 'keep' } }),
    },
    spec: {
      capacity: { storage: SIZE },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: STORAGE_CLASS,
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: set.namespace,
        name: `${PIN_CLAIM}-${set.name}-${ordinal}`,
      },
      local: { path: '/redis-hostport/never-mounted' },
      nodeAffinity: {
        required: { nodeSelectorTerms: [selectorTerm(label.key, ordinalValue(label, ordinal))] },
      },
    },
  };
}

function refuseScaledAway(target: Target): void {
  const { value } = target;
  if (!hasOtherClaims(value) || at(value, ...RETENTION, 'whenScaled') !== 'Delete') return;
  const message =
    'persistentVolumeClaimRetentionPolicy.whenScaled is Delete: a pod that is scaled away and back would wait for ever, ' +
    'since the volume of its deleted pin takes no other claim';
  const remedy = 'Leave whenScaled at Retain in the chart, or set overlays.node-affinity.pin: admission.';
  throw refused(target, [...RETENTION, 'whenScaled'], message, remedy);
}

function refuseTooMany(target: Target): void {
  const replicas = replicasOf(target.value);
  if (replicas <= MOST_NODES) return;
  const message = `${replicas} replicas: a Redis Cluster has at most ${MOST_NODES} nodes, and each would get a volume`;
  throw refused(target, ['spec', 'replicas'], message, 'Set the number of nodes in the chart values (cluster.nodes).');
}

function hasOtherClaims(statefulSet: JsonObject): boolean {
  return itemsAt(statefulSet, ...TEMPLATES).some(({ item }) => !isPinClaim(item));
}

function isPinClaim(template: unknown): boolean {
  return at(template, 'metadata', 'name') === PIN_CLAIM;
}
