import type { Chart } from '../generated/types.js';
import { isObject, type JsonObject } from '../json/values.js';

/** The value at a path of keys and indexes; undefined where the path leaves the value. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else if (isObject(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The mappings of a list at a path, with their index; nothing where there is no list. */
export function itemsAt(value: unknown, ...path: (string | number)[]): { item: JsonObject; index: number }[] {
  const list = at(value, ...path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (isObject(item) ? [{ item, index }] : []));
}

/** RFC 6901. */
export function pointer(...path: (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export const POD = ['spec', 'template', 'spec'] as const;

/** How many pods a StatefulSet asks for; Kubernetes' default is 1. */
export function replicasOf(statefulSet: unknown): number {
  const replicas = at(statefulSet, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}

/** The container that runs the server: the one which has the chart's client port, else the first. */
export function serverContainer(statefulSet: unknown, chart: Chart): { item: JsonObject; index: number } | undefined {
  const containers = itemsAt(statefulSet, ...POD, 'containers');
  return (
    containers.find(({ item }) => itemsAt(item, 'ports').some((port) => port.item.name === chart.ports.client)) ??
    containers[0]
  );
}

/** The server's version by its image tag, `7.2.5` of `bitnami/redis-cluster:7.2.5-debian-12-r0`; undefined for a digest. */
export function serverVersion(statefulSet: unknown, chart: Chart): string | undefined {
  const image = serverContainer(statefulSet, chart)?.item.image;
  return typeof image === 'string' ? /:(\d+(?:\.\d+)*)[^/]*$/.exec(image)?.[1] : undefined;
}

/**
 * Whether a pod that is made anew finds its data again: its data volume is a claim, not an emptyDir. A claim template
 * wins over a volume of the same name (Kubernetes, StatefulSet controller), and charts 7.2.7 to 8.2.7 render one even
 * with persistence off.
 */
export function dataSurvives(statefulSet: unknown, chart: Chart): boolean {
  const templates = itemsAt(statefulSet, 'spec', 'volumeClaimTemplates');
  if (templates.some(({ item }) => at(item, 'metadata', 'name') === chart.dataVolume)) return true;
  const volume = itemsAt(statefulSet, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume)?.item;
  return volume !== undefined && volume.emptyDir === undefined;
}
