import type { Chart } from '../generated/types.js';
import { at, itemsAt, type Path } from '../json/at.js';
import type { JsonObject } from '../json/values.js';
import { CLAIM_TEMPLATES, POD, replicasOf } from '../kubernetes/pod-template.js';
import { directivesIn } from '../redis-config/config-text.js';
import { fromBytes } from '../redis-config/tokens.js';
import type { Release } from './releases.js';

/**
 * The server's configuration file, one where all is right: its ConfigMap, the path in it, the text, its lines, and the users that
 * have one.
 */
export function serverConfigs({ chart, find }: Release) {
  const { name, key } = chart.config;
  const path: Path = ['data', key];
  return find({ group: '', kind: 'ConfigMap', name }).flatMap((manifest) => {
    const text = at(manifest.value, ...path);
    if (typeof text !== 'string') return [];
    const directives = directivesIn(text);
    const lines = directives.filter((one) => one.name === 'user');
    const users = lines.map(({ args }) => fromBytes(args.tokens[1]?.value ?? ''));
    return [{ manifest, path, text, directives, users }];
  });
}

/** Redis Cluster is made for up to some 1000 nodes (Redis cluster specification). */
export const MOST_NODES = 1000;

/** The ordinals of a StatefulSet, as far as they can be members of a cluster. */
export function memberOrdinals(statefulSet: unknown): number[] {
  return Array.from({ length: Math.min(replicasOf(statefulSet), MOST_NODES) }, (_, ordinal) => ordinal);
}

/** The claim template for the server's data, where there is one. */
export function claimTemplate(statefulSet: unknown, chart: Chart): { item: JsonObject; index: number } | undefined {
  return itemsAt(statefulSet, ...CLAIM_TEMPLATES).find(({ item }) => at(item, 'metadata', 'name') === chart.dataVolume);
}

/**
 * Whether a pod that is made again finds its data again: its data volume is a claim, not an emptyDir. A claim template
 * wins over a volume of the same name (Kubernetes, StatefulSet controller), and charts 7.2.7 to 8.2.7 render one even
 * with persistence off.
 */
export function dataSurvives(statefulSet: unknown, chart: Chart): boolean {
  if (claimTemplate(statefulSet, chart)) return true;
  const volume = itemsAt(statefulSet, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume)?.item;
  return volume !== undefined && volume.emptyDir === undefined;
}
