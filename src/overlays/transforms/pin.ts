import { at } from '../../json/at.js';
import { isObject, type JsonObject } from '../../json/values.js';
import { refused, type Target } from './transform.js';

/** The StatefulSet whose pods are pinned, as the documents of the pin speak of it. */
export interface PinnedSet {
  namespace: string;
  name: string;
  /** The labels of its pods by which it selects them. */
  selector: unknown;
  /** Name of a cluster-scoped object of the pin: a namespace holds no dot, so no other StatefulSet's has it. */
  objectName: string;
  /** The release's labels, for the documents of the pin. */
  labels: JsonObject;
}

/**
 * @param prefix of the names of cluster-scoped objects
 * @param configured the namespace, for manifests that name none
 * @throws HostportError `refused` where neither says it
 */
export function pinnedSet(target: Target, prefix: string, configured: string | undefined): PinnedSet {
  const { value, overlay } = target;
  const name = String(at(value, 'metadata', 'name'));
  const namespace = at(value, 'metadata', 'namespace') || configured;
  if (typeof namespace !== 'string') {
    const message = `overlay ${overlay} needs the namespace of the release for its pin, and this manifest names none`;
    const remedy = `Set overlays.${overlay}.namespace to what helm gets as --namespace.`;
    throw refused(target, ['metadata'], message, remedy);
  }
  const labels = at(value, 'metadata', 'labels');
  return {
    namespace,
    name,
    selector: at(value, 'spec', 'selector', 'matchLabels'),
    objectName: `${prefix}.${namespace}.${name}`,
    labels: isObject(labels) ? labels : {},
  };
}
