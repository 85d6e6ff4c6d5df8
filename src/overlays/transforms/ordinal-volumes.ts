import { MOST_NODES, memberOrdinals } from '../../charts/storage.js';
import { objectTemplates } from '../../generated/templates.js';
import type { NodeLabel } from '../../generated/types.js';
import { at, filledObject, itemsAt, type JsonObject, mappingAt, withAt, withItem } from '../../json/values.js';
import { CLAIM_TEMPLATES, replicasOf } from '../../kubernetes/pod-template.js';
import { ordinalValue, selectorTerm } from '../../kubernetes/selectors.js';
import { type Change, refused, type Target } from './transform.js';

const RETENTION = ['spec', 'persistentVolumeClaimRetentionPolicy'] as const;
const NAME = ['metadata', 'name'] as const;
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** A volume for each ordinal that only the node with its label has. */
interface OrdinalVolumes {
  /** The name of the claim template. */
  claim: string;
  label: NodeLabel;
  size: string;
  /** What the volume is on its node, as in a PersistentVolume's spec. */
  source: (ordinal: number) => JsonObject;
}

/** A claim template whose claims are bound to these volumes, so the scheduler lets each pod start on its own node and nowhere else. */
export function ordinalVolumes(target: Target, set: PinnedSet, wanted: OrdinalVolumes): Change {
  const { claim, label, size, source } = wanted;
  const retention = retentionOf(target, claim);
  const [replicas, most] = [replicasOf(target.value), MOST_NODES];
  if (replicas > most) throw refused(target, ['spec', 'replicas'], 'too-many-nodes', { replicas, most });
  const claimSpec = filledObject(objectTemplates.claimSpec, { ...set, size });
  const ordinals = memberOrdinals(target.value).map((ordinal) => ({
    ...set,
    ...source(ordinal),
    ordinal,
    size,
    claimSpec,
    // As the StatefulSet controller names it.
    claimName: `${claim}-${set.name}-${ordinal}`,
    term: selectorTerm(label.key, ordinalValue(label.value, ordinal)),
  }));
  const { storageClass, persistentVolume, persistentVolumeClaim } = objectTemplates;
  const documents = [
    filledObject(storageClass, { ...set }),
    ...ordinals.map((values) => filledObject(persistentVolume, values)),
    ...ordinals.map((values) => filledObject(persistentVolumeClaim, values)),
  ];
  const ownership = ownershipOf(set, target.release?.name);
  const template = filledObject(objectTemplates.claimTemplate, { claim, claimSpec, ...ownership });
  const value = withItem(target.value, CLAIM_TEMPLATES, template, NAME);
  return { value: retention ? withAt(value, RETENTION, retention) : value, documents };
}

/**
 * What Helm must find on an object to take it into a release (Helm's `checkOwnership`). The StatefulSet makes a claim
 * itself where one is missing, after a `kubectl scale` or when somebody deleted it; without this the upgrade that brings
 * the volume for it would be refused.
 */
function ownershipOf({ namespace, labels }: PinnedSet, release: string | undefined): JsonObject {
  if (labels[MANAGED_BY] !== 'Helm' || !release) return {};
  return {
    ownLabels: { [MANAGED_BY]: 'Helm' },
    ownAnnotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': namespace },
  };
}

/**
 * Claims go with their StatefulSet, or else the volumes could not go and a second install would meet them (409). The
 * policy is for all claims of a StatefulSet, so one with other claims keeps its own. A pod that is scaled away keeps its
 * claim always: a volume takes no second one.
 */
function retentionOf(target: Target, claim: string): JsonObject | undefined {
  const isOnly = itemsAt(target.value, ...CLAIM_TEMPLATES).every(({ item }) => at(item, ...NAME) === claim);
  if (isOnly) return { whenDeleted: 'Delete', whenScaled: 'Retain' };
  const path = [...RETENTION, 'whenScaled'];
  if (at(target.value, ...path) !== 'Delete') return undefined;
  throw refused(target, path, 'claims-scaled-away', {});
}

/** The StatefulSet whose pods are pinned, as the documents of the pin speak of it. */
export type PinnedSet = ReturnType<typeof pinnedSet>;

/**
 * @param prefix of the names of cluster-scoped objects
 * @param configured the namespace, for manifests that name none
 * @throws HostportError `refused` where neither says it
 */
export function pinnedSet(target: Target, prefix: string, configured: string | undefined) {
  const { value } = target;
  const name = String(at(value, 'metadata', 'name'));
  const namespace = at(value, 'metadata', 'namespace') || configured;
  if (typeof namespace !== 'string') throw refused(target, ['metadata'], 'no-namespace', {});
  return {
    namespace,
    name,
    /** The labels of its pods by which it selects them. */
    selector: at(value, 'spec', 'selector', 'matchLabels'),
    /** Name of a cluster-scoped object of the pin: a namespace holds no dot, so no other StatefulSet's has it. */
    objectName: `${prefix}.${namespace}.${name}`,
    labels: mappingAt(value, 'metadata', 'labels'),
  };
}
