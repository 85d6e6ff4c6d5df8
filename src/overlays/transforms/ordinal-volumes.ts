import { MOST_NODES, memberOrdinals } from '../../charts/statefulset.js';
import { at, itemsAt, listAt, withAt } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { type OrdinalLabel, ordinalValue, selectorTerm } from '../../kubernetes/node-affinity.js';
import { CLAIM_TEMPLATES, replicasOf } from '../../kubernetes/pod-template.js';
import type { PinnedSet } from './pin.js';
import { type Change, refused, type Target } from './transform.js';

const RETENTION = ['spec', 'persistentVolumeClaimRetentionPolicy'] as const;
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** A volume for each ordinal that only the ordinal's node has. */
export interface OrdinalVolumes {
  /** The name of the claim template. */
  claim: string;
  /** The label of the ordinal's node. */
  label: OrdinalLabel;
  size: string;
  /** What the volume is on its node, as in a PersistentVolume's spec. */
  source: (ordinal: number) => JsonObject;
  /** What to do about claims that go when a pod is scaled away. */
  scaledAwayRemedy: string;
}

/**
 * A claim template whose claims are bound to these volumes, so that the scheduler lets each pod start on its own node
 * and nowhere else.
 *
 * The volumes ask for the node's label, not its name: a machine that replaces another only needs the label. The class
 * waits for the first consumer, so the scheduler binds a claim itself where the volume controller has not yet done so: of
 * a claim that only the controller may bind, it can miss for five minutes that this was done while it looked at the pod
 * (docs/placement.md has the rate). The claims are part of the release, by the names that the StatefulSet gives them: so
 * they go with it, also beside claims with data, which stay, and they follow the number of pods.
 */
export function ordinalVolumes(target: Target, set: PinnedSet, wanted: OrdinalVolumes): Change {
  const { value } = target;
  refuseScaledAway(target, wanted);
  refuseTooMany(target);
  const ordinals = memberOrdinals(value);
  const documents = [
    storageClass(set),
    ...ordinals.map((ordinal) => volume(set, wanted, ordinal)),
    ...ordinals.map((ordinal) => claim(set, wanted, ordinal)),
  ];
  return { value: withRetention(withClaimTemplate(target, set, wanted), wanted), documents };
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

function claimSpec({ objectName }: PinnedSet, { size }: OrdinalVolumes): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    storageClassName: objectName,
    resources: { requests: { storage: size } },
  };
}

function withClaimTemplate({ value, release }: Target, set: PinnedSet, wanted: OrdinalVolumes): JsonObject {
  const before = listAt(value, ...CLAIM_TEMPLATES);
  const template = {
    metadata: { name: wanted.claim, ...ownership(set, release?.name) },
    spec: claimSpec(set, wanted),
  };
  const isOurs = (one: unknown): boolean => at(one, 'metadata', 'name') === wanted.claim;
  const after = before.some(isOurs) ? before.map((one) => (isOurs(one) ? template : one)) : [...before, template];
  return withAt(value, CLAIM_TEMPLATES, after);
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
 * policy is for all claims of a StatefulSet, so one with other claims keeps its own. A pod that is scaled away keeps its
 * claim always: a volume takes no second one.
 */
function withRetention(statefulSet: JsonObject, wanted: OrdinalVolumes): JsonObject {
  if (hasOtherClaims(statefulSet, wanted)) return statefulSet;
  return withAt(statefulSet, RETENTION, { whenDeleted: 'Delete', whenScaled: 'Retain' });
}

/** As the StatefulSet controller names it. */
function claimName(set: PinnedSet, { claim }: OrdinalVolumes, ordinal: number): string {
  return `${claim}-${set.name}-${ordinal}`;
}

function volume(set: PinnedSet, wanted: OrdinalVolumes, ordinal: number): JsonObject {
  const { label, size, source } = wanted;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${set.objectName}-${ordinal}`, labels: set.labels },
    spec: {
      capacity: { storage: size },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: set.objectName,
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: set.namespace,
        name: claimName(set, wanted, ordinal),
      },
      ...source(ordinal),
      nodeAffinity: {
        required: { nodeSelectorTerms: [selectorTerm(label.key, ordinalValue(label.pattern, ordinal))] },
      },
    },
  };
}

function claim(set: PinnedSet, wanted: OrdinalVolumes, ordinal: number): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claimName(set, wanted, ordinal), namespace: set.namespace, labels: set.labels },
    spec: claimSpec(set, wanted),
  };
}

function refuseScaledAway(target: Target, wanted: OrdinalVolumes): void {
  const { value } = target;
  if (!hasOtherClaims(value, wanted) || at(value, ...RETENTION, 'whenScaled') !== 'Delete') return;
  const message =
    'persistentVolumeClaimRetentionPolicy.whenScaled is Delete: a pod that is scaled away and back would wait for ever, ' +
    'since the volume of its deleted claim takes no other one';
  throw refused(target, [...RETENTION, 'whenScaled'], message, wanted.scaledAwayRemedy);
}

function refuseTooMany(target: Target): void {
  const replicas = replicasOf(target.value);
  if (replicas <= MOST_NODES) return;
  const message = `${replicas} replicas: a Redis Cluster has at most ${MOST_NODES} nodes, and each would get a volume`;
  throw refused(target, ['spec', 'replicas'], message, 'Set the number of nodes in the chart values (cluster.nodes).');
}

function hasOtherClaims(statefulSet: JsonObject, wanted: OrdinalVolumes): boolean {
  return itemsAt(statefulSet, ...CLAIM_TEMPLATES).some(({ item }) => at(item, 'metadata', 'name') !== wanted.claim);
}
