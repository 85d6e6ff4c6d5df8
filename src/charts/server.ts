import { parseServer } from '../acl/server.js';
import type { Chart } from '../generated/types.js';
import { itemsAt } from '../json/values.js';
import { hostPortOf, POD, usesHostNetwork } from '../kubernetes/pod-template.js';
import { announcedLists, announcement } from './announced.js';
import { environmentOf, type ObjectNamed } from './container-env.js';

/** What a pod says about the server in it. */
export type RedisServer = ReturnType<typeof serverIn>;

/**
 * Reads it from a pod spec, of a StatefulSet's template or of a running pod.
 *
 * @param objectNamed the ConfigMaps and Secrets that its environment may name
 */
export function serverIn(podSpec: unknown, chart: Chart, objectNamed?: ObjectNamed) {
  const containers = itemsAt(podSpec, 'containers').map(({ item, index }) => ({
    container: item,
    ports: itemsAt(item, 'ports'),
    path: [...POD, 'containers', index],
  }));
  const own = containers.find(({ ports }) => ports.some(({ item }) => item.name === chart.ports.client));
  const { container, ports, path } = own ?? containers[0] ?? { ports: [], path: [...POD, 'containers'] };
  const environment = environmentOf(container, objectNamed);
  const hostNetwork = usesHostNetwork(podSpec);
  const lists = announcedLists(container);
  const [list] = lists;
  const image = String(container?.image);
  // Before the last slash a colon belongs to the registry's port, after an @ to a digest.
  const serverVersion = /^[^:@]*:([^@]*)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];
  return {
    /** The container that runs the server: the one which has the chart's client port, else the first. */
    container,
    /** Where in a StatefulSet it is. */
    path,
    environment,
    announced: announcement(environment, lists, chart),
    /** The start script's list of IPs, also where each pod announces its node. */
    list: list && { ...list, path: [...path, ...list.path] },
    /** By the image's tag, 7.2 for `bitnami/redis-cluster:7.2.5-debian-12-r0`; its release is unknown for a digest. */
    version: parseServer({ serverVersion, product: chart.server.product }),
    hostNetwork,
    /** The chart's client port and bus port, as far as the container has them, and what they bind on the node. */
    ports: (['client', 'bus'] as const).map((which) => {
      const name = chart.ports[which];
      const port = ports.find(({ item }) => item.name === name);
      const bound = port && hostPortOf(port.item, hostNetwork);
      return { which, name, item: port?.item, path: [...path, 'ports', ...(port ? [port.index] : [])], bound };
    }),
  };
}
