import { at } from '../../json/at.js';
import { isObject, type JsonObject } from '../../json/values.js';
import type { PlacementSettings } from './node-affinity-settings.js';
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

/** @throws HostportError `refused` where neither the manifest nor the settings name the namespace */
export function pinnedSet(target: Target, settings: PlacementSettings): PinnedSet {
  const { value } = target;
  const name = String(at(value, 'metadata', 'name'));
  const namespace = at(value, 'metadata', 'namespace') || settings.namespace;
  if (typeof namespace !== 'string') {
    const message = 'placement pinned needs the namespace of the release, and this manifest names none';
    throw refused(
      target,
      ['metadata'],
      message,
      'Set overlays.node-affinity.namespace to what helm gets as --namespace.',
    );
  }
  const labels = at(value, 'metadata', 'labels');
  return {
    namespace,
    name,
    selector: at(value, 'spec', 'selector', 'matchLabels'),
    objectName: `redis-hostport-pin.${namespace}.${name}`,
    labels: isObject(labels) ? labels : {},
  };
}
