import { type AclServer, parseServer } from '../acl/server.js';
import type { Chart } from '../generated/types.js';
import { type Item, itemsAt } from '../json/at.js';
import { hostPortOf, POD, usesHostNetwork } from '../kubernetes/pod-template.js';
import { announcement } from './announced.js';
import { environmentOf, type ObjectNamed } from './environment.js';

/** The container that runs the server: the one which has the chart's client port, else the first. */
export function serverContainer(podSpec: unknown, { ports }: Chart): Item | undefined {
  const containers = itemsAt(podSpec, 'containers');
  return (
    containers.find(({ item }) => itemsAt(item, 'ports').some((port) => port.item.name === ports.client)) ??
    containers[0]
  );
}

/** What a pod says about the server in it. */
export type RedisServer = ReturnType<typeof serverIn>;

/**
 * Reads it from a pod spec, of a StatefulSet's template or of a running pod.
 *
 * @param objectNamed the ConfigMaps and Secrets that its environment may name
 */
export function serverIn(podSpec: unknown, chart: Chart, objectNamed?: ObjectNamed) {
  const { item: container, index = 0 } = serverContainer(podSpec, chart) ?? {};
  const environment = environmentOf(container, objectNamed);
  const hostNetwork = usesHostNetwork(podSpec);
  const path = [...POD, 'containers', index];
  return {
    container,
    /** Where in a StatefulSet its container is. */
    path,
    environment,
    announced: announcement(environment, chart),
    hostNetwork,
    /** The chart's client port and bus port, as far as the container has them, and what they bind on the node. */
    ports: (['client', 'bus'] as const).map((which) => {
      const name = chart.ports[which];
      const port = itemsAt(container, 'ports').find(({ item }) => item.name === name);
      const bound = port && hostPortOf(port.item, hostNetwork);
      return { which, name, item: port?.item, path: [...path, 'ports', ...(port ? [port.index] : [])], bound };
    }),
  };
}

/** The server by its image tag, 7.2 for `bitnami/redis-cluster:7.2.5-debian-12-r0`; its release is unknown for a digest. */
export function aclServer(podSpec: unknown, chart: Chart): AclServer {
  const image = String(serverContainer(podSpec, chart)?.item.image);
  // Before the last slash a colon belongs to the registry's port, after an @ to a digest.
  const tag = /^[^:@]*:([^@]*)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];
  return parseServer({ serverVersion: tag, product: chart.server.product });
}
