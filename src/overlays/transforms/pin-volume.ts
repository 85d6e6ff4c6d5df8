import { PIN_CLAIM } from '../../charts/pin.js';
import { at, itemsAt } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { ordinalValue, selectorTerm } from '../../kubernetes/node-affinity.js';
import { replicasOf } from '../../kubernetes/pod-template.js';
import type { Operation } from '../../yaml/edit/patch.js';
import { assign } from './assign.js';
import { ordinalLabel, type PlacementSettings } from './node-affinity-settings.js';
import { type PinnedSet, pinnedSet } from './pin.js';
import { type Change, refused, type Target } from './transform.js';

const TEMPLATES = ['spec', 'volumeClaimTemplates'] as const;
const RETENTION = ['spec', 'persistentVolumeClaimRetentionPolicy'] as const;
const SIZE = '1Mi';
const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Redis Cluster is made for up to some 1000 nodes (Redis cluster specification). */
const MOST_NODES = 1000;

/**
 * Pins each pod by a claim of its own, bound to a volume that only its node has. No container mounts it, so the kubelet
 * never looks at its path (kubernetes `pkg/kubelet/volumemanager`), but the scheduler lets the pod start nowhere else.
 *
 * The volumes ask for the node's label, not its name: a machine that replaces another only needs the label. The class
 * waits for the first consumer, so the scheduler binds a claim itself where the volume controller has not yet done so: of
 * a claim that only the controller may bind, it can miss for five minutes that this was done while it looked at the pod
 * (docs/placement.md has the rate). The claims are part of the release, by the names that the StatefulSet gives them: so
 * they go with it, also beside claims with data, which stay, and they follow the number of pods.
 */
export function pinByVolume(target: Target, settings: PlacementSettings): Change {
  const { value } = target;
  refuseScaledAway(target);
  refuseTooMany(target);
  const set = pinnedSet(target, settings);
  const ordinals = Array.from({ length: replicasOf(value) }, (_, ordinal) => ordinal);
  const documents = [
    storageClass(set),
    ...ordinals.map((ordinal) => volume(set, ordinal, settings)),
    ...ordinals.map((ordinal) => claim(set, ordinal)),
  ];
  return { operations: [...claimTemplate(target, set), ...retention(value)], documents };
}

/** One for each StatefulSet, as Helm lets an object belong to one release only. Nothing is provisioned in it. */
function storageClass({ objectName, labels }: PinnedSet): JsonObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: objectName, labels },
    provisioner: 'kubernetes.io/no-provisioner',
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}

function claimSpec({ objectName }: PinnedSet): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    storageClassName: objectName,
    resources: { requests: { storage: SIZE } },
  };
}

function claimTemplate({ value, release }: Target, set: PinnedSet): Operation[] {
  const list = at(value, ...TEMPLATES);
  const before: unknown[] = Array.isArray(list) ? list : [];
  const template = { metadata: { name: PIN_CLAIM, ...ownership(set, release?.name) }, spec: claimSpec(set) };
  const there = before.some(isPinClaim);
  const after = there ? before.map((one) => (isPinClaim(one) ? template : one)) : [...before, template];
  return assign(value, TEMPLATES, after);
}

/**
 * What Helm must find on an object to take it into a release (Helm's `checkOwnership`). The StatefulSet makes a claim
 * itself where one is missing, after a `kubectl scale` or when somebody deleted it; without this the upgrade that brings
 * the volume for it would be refused.
 */
function ownership({ namespace, labels }: PinnedSet, release: string | undefined): JsonObject {
  if (labels[MANAGED_BY] !== 'Helm' || !release) return {};
  return {
    labels: { [MANAGED_BY]: 'Helm' },
    annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': namespace },
  };
}

/**
 * Claims go with their StatefulSet, or else the volumes could not go and a second install would meet them (409). The
 * policy is for all claims of a StatefulSet, so one that also holds data keeps its own. A pod that is scaled away keeps
 * its claim always: a volume takes no second one.
 */
function retention(statefulSet: JsonObject): Operation[] {
  if (hasOtherClaims(statefulSet)) return [];
  return assign(statefulSet, RETENTION, { whenDeleted: 'Delete', whenScaled: 'Retain' });
}

/** As the StatefulSet controller names it. */
function claimName(set: PinnedSet, ordinal: number): string {
  return `${PIN_CLAIM}-${set.name}-${ordinal}`;
}

function volume(set: PinnedSet, ordinal: number, settings: PlacementSettings): JsonObject {
  const label = ordinalLabel(settings);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${set.objectName}-${ordinal}`, labels: set.labels },
    spec: {
      capacity: { storage: SIZE },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: set.objectName,
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: set.namespace,
        name: claimName(set, ordinal),
      },
      local: { path: '/redis-hostport/never-mounted' },
      nodeAffinity: {
        required: { nodeSelectorTerms: [selectorTerm(label.key, ordinalValue(label.pattern, ordinal))] },
      },
    },
  };
}

function claim(set: PinnedSet, ordinal: number): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claimName(set, ordinal), namespace: set.namespace, labels: set.labels },
    spec: claimSpec(set),
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
