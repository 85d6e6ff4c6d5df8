import { type AclServer, parseServer } from '../acl/server.js';
import type { Chart } from '../generated/types.js';
import { at, itemsAt, type Path } from '../json/at.js';
import type { JsonObject } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { CLAIM_TEMPLATES, POD, replicasOf } from '../kubernetes/pod-template.js';
import { directivesIn } from '../redis-config/config-text.js';
import { fromBytes } from '../redis-config/tokens.js';
import { environmentOf } from './environment.js';
import type { Release } from './releases.js';

/** The container that runs the server: the one which has the chart's client port, else the first. */
export function serverContainer(statefulSet: unknown, chart: Chart): { item: JsonObject; index: number } | undefined {
  const containers = itemsAt(statefulSet, ...POD, 'containers');
  return (
    containers.find(({ item }) => itemsAt(item, 'ports').some((port) => port.item.name === chart.ports.client)) ??
    containers[0]
  );
}

/**
 * The server's container with its environment, for which the stream is asked.
 *
 * @param final the value that a document has in the end
 */
export function serverEnvironment(release: Release, final = ({ value }: Manifest): unknown => value) {
  const { item: container, index = 0 } = serverContainer(final(release.statefulSet), release.chart) ?? {};
  const environment = environmentOf(container, (kind, name) => {
    const manifest = release.objectNamed(kind, name);
    return manifest && { manifest, value: final(manifest) };
  });
  return { container, path: [...POD, 'containers', index] as const, environment };
}

/**
 * The server's configuration file, one where all is right: its ConfigMap, the path in it, the text, its lines, and the users that
 * have one.
 */
export function serverConfigs({ chart, find }: Release, final = ({ value }: Manifest): unknown => value) {
  const { name, key } = chart.config;
  const path: Path = ['data', key];
  return find({ group: '', kind: 'ConfigMap', name }).flatMap((manifest) => {
    const text = at(final(manifest), ...path);
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

/** The server by its image tag, 7.2 for `bitnami/redis-cluster:7.2.5-debian-12-r0`; its release is unknown for a digest. */
export function aclServer(statefulSet: unknown, chart: Chart): AclServer {
  const image = String(serverContainer(statefulSet, chart)?.item.image);
  // Before the last slash a colon belongs to the registry's port, after an @ to a digest.
  const tag = /^[^:@]*:([^@]*)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];
  return parseServer({ serverVersion: tag, product: chart.server.product });
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
