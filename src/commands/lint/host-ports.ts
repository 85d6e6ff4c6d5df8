import { groupBy } from '../../base/group-by.js';
import { inTable } from '../../base/in-table.js';
import { at, itemsAt, type Path } from '../../json/at.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { hostPortOf, POD, usesHostNetwork } from '../../kubernetes/pod-template.js';
import { mayMeet, type NodeSet, nodesOf } from './node-sets.js';

/** A port that a workload's pods bind on their node. */
export interface HostPortClaim {
  manifest: Manifest;
  /** The path of the number in the document. */
  path: Path;
  number: number;
  /** `6379/TCP`. */
  port: string;
  hostIp: string;
  nodes: NodeSet;
}

/** Where each kind keeps its pods' spec. */
const POD_SPECS: Readonly<Record<string, Path>> = {
  CronJob: ['spec', 'jobTemplate', ...POD],
  DaemonSet: POD,
  Deployment: POD,
  Job: POD,
  Pod: ['spec'],
  ReplicaSet: POD,
  ReplicationController: POD,
  StatefulSet: POD,
};

/** Who binds which port of a node, in a whole stream. */
export function claimsByPort(manifests: readonly Manifest[]): Map<string, HostPortClaim[]> {
  return groupBy(manifests.flatMap(claimsOf), ({ port }) => port);
}

/** Whether both could be on one node: not there if they ask for different nodes or IPs. */
export function clash(a: HostPortClaim, b: HostPortClaim): boolean {
  return a.port === b.port && ipsMeet(a.hostIp, b.hostIp) && mayMeet(a.nodes, b.nodes);
}

const ALL_IPS = new Set(['', '0.0.0.0', '::']);
const ipsMeet = (a: string, b: string): boolean => a === b || ALL_IPS.has(a) || ALL_IPS.has(b);

/** The ports that the pods of an object bind. */
export function claimsOf(manifest: Manifest): HostPortClaim[] {
  const path = inTable(POD_SPECS, manifest.kind);
  // All of a document is read only where it can have pods.
  const podSpec = path && at(manifest.value, ...path);
  if (!path || !podSpec || at(manifest.value, 'spec', 'replicas') === 0) return [];
  const nodes = nodesOf(podSpec);
  const hostNetwork = usesHostNetwork(podSpec);
  const containers = ['containers', 'initContainers'].flatMap((list) =>
    itemsAt(podSpec, list)
      // An init container has ended before the others start, unless it is a sidecar (Kubernetes 1.29).
      .filter(({ item }) => list === 'containers' || item.restartPolicy === 'Always')
      .map(({ item, index }) => ({ item, ports: [...path, list, index, 'ports'] })),
  );
  return containers.flatMap(({ item: container, ports }) =>
    itemsAt(container, 'ports').flatMap(({ item, index }) => {
      const number = hostPortOf(item, hostNetwork);
      if (number === undefined) return [];
      const { hostPort, hostIP, protocol } = item;
      const port = `${number}/${typeof protocol === 'string' ? protocol : 'TCP'}`;
      const place = [...ports, index, hostPort === undefined ? 'containerPort' : 'hostPort'];
      return [{ manifest, path: place, number, port, hostIp: typeof hostIP === 'string' ? hostIP : '', nodes }];
    }),
  );
}
