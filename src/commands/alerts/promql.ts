import type { Watched, WatchedPod } from './watched.js';

/** A text in PromQL's double quotes. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Names as a regular expression of RE2, which PromQL matches against the whole value. */
export function anyOf(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '\\.')).join('|');
}

/** `kube_node_info{node="a",cluster="production"}`. */
export function series({ matched }: Watched, metric: string, ...own: string[]): string {
  const all = [...own, ...matched.map(([label, value]) => `${label}=${quoted(value)}`)];
  return all.length === 0 ? metric : `${metric}{${all.join(',')}}`;
}

/** A metric of one pod. */
export function ofPod(watched: Watched, { name }: WatchedPod, metric: string, ...own: string[]): string {
  return series(watched, metric, `namespace=${quoted(watched.namespace)}`, `pod=${quoted(name)}`, ...own);
}

/** A metric of all pods of the StatefulSet, also of those the configuration does not know. */
export function ofPods(watched: Watched, metric: string, ...own: string[]): string {
  const pods = `${anyOf([watched.statefulSet])}-[0-9]+`;
  return series(watched, metric, `namespace=${quoted(watched.namespace)}`, `pod=~${quoted(pods)}`, ...own);
}

/** A metric of the StatefulSet. */
export function ofStatefulSet(watched: Watched, metric: string): string {
  const { namespace, statefulSet } = watched;
  return series(watched, metric, `namespace=${quoted(namespace)}`, `statefulset=${quoted(statefulSet)}`);
}

/** A metric of the nodes of the set. */
export function ofNodes(watched: Watched, metric: string, ...own: string[]): string {
  return series(watched, metric, `node=~${quoted(anyOf(watched.pods.map(({ node }) => node)))}`, ...own);
}

/** One value a pod, however often it is scraped. */
export function byPod(selector: string, how: 'max' | 'min' = 'max'): string {
  return `${how} by (namespace, pod) (${selector})`;
}

/** The same vector with a label more. */
export function labelled(vector: string, label: string, value: string): string {
  return `label_replace(${vector}, ${quoted(label)}, ${quoted(value)}, "", "")`;
}

/** One expression for each, all of them together. */
export function union<T>(items: readonly T[], expression: (item: T) => string): string {
  return items.map(expression).join('\nor\n');
}
