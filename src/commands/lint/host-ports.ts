import { at, itemsAt, type Path } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { hostPortOf, POD, usesHostNetwork } from '../../kubernetes/pod-template.js';
import { mayMeet, type NodeSet, nodesOf } from './node-sets.js';

/** A port that a workload's pods bind on their node. */
export interface HostPortClaim {
  manifest: Manifest;
  /** The path of the number in the document. */
  path: Path;
  port: number;
  protocol: string;
  hostIp: string;
  nodes: NodeSet;
}

/** Who binds which port of a node, in a whole stream. */
export interface HostPortIndex {
  of: (manifest: Manifest) => readonly HostPortClaim[];
  /** Claims of other workloads that cannot be met on the same node; at most `limit`, so that many alike stay linear. */
  rivals: (claim: HostPortClaim, limit: number) => HostPortClaim[];
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

/** Indexes a stream. */
export function hostPortIndex(manifests: readonly Manifest[]): HostPortIndex {
  const claims = new Map<Manifest, HostPortClaim[]>();
  const byPort = new Map<string, HostPortClaim[]>();
  for (const manifest of manifests) {
    const found = claimsOf(manifest);
    if (found.length === 0) continue;
    claims.set(manifest, found);
    for (const claim of found) {
      const same = byPort.get(keyOf(claim));
      if (same) same.push(claim);
      else byPort.set(keyOf(claim), [claim]);
    }
  }
  return {
    of: (manifest) => claims.get(manifest) ?? [],
    rivals: (claim, limit) => firstRivals(claim, byPort.get(keyOf(claim)) ?? [], limit),
  };
}

const keyOf = ({ port, protocol }: HostPortClaim): string => `${port}/${protocol}`;

function firstRivals(claim: HostPortClaim, all: readonly HostPortClaim[], limit: number): HostPortClaim[] {
  const rivals: HostPortClaim[] = [];
  for (const other of all) {
    if (rivals.length === limit) break;
    const same = other.manifest === claim.manifest;
    if (!same && ipsMeet(claim.hostIp, other.hostIp) && mayMeet(claim.nodes, other.nodes)) rivals.push(other);
  }
  return rivals;
}

const ALL_IPS = new Set(['', '0.0.0.0', '::']);
const ipsMeet = (a: string, b: string): boolean => a === b || ALL_IPS.has(a) || ALL_IPS.has(b);

function claimsOf(manifest: Manifest): HostPortClaim[] {
  const { kind } = manifest;
  if (POD_SPECS[kind]) return claimsIn(manifest, kind, manifest.value, []);
  if (!kind.endsWith('List')) return [];
  // The items of a List say their kind, those of a DaemonSetList need not.
  const ofItems = kind.slice(0, -'List'.length);
  return itemsAt(manifest.value, 'items').flatMap(({ item, index }) =>
    claimsIn(manifest, typeof item.kind === 'string' ? item.kind : ofItems, item, ['items', index]),
  );
}

/** The claims of one object, which stands at `base` in its document. */
function claimsIn(manifest: Manifest, kind: string, value: JsonObject, base: Path): HostPortClaim[] {
  const path = POD_SPECS[kind];
  const podSpec = path && at(value, ...path);
  if (!path || !podSpec || at(value, 'spec', 'replicas') === 0) return [];
  const nodes = nodesOf(podSpec);
  const hostNetwork = usesHostNetwork(podSpec);
  return ['containers', 'initContainers'].flatMap((list) =>
    itemsAt(podSpec, list)
      // An init container is done before the others start, unless it is a sidecar (Kubernetes 1.29).
      .filter(({ item }) => list === 'containers' || item.restartPolicy === 'Always')
      .flatMap((container) =>
        itemsAt(container.item, 'ports').flatMap(({ item, index }) => {
          const port = hostPortOf(item, hostNetwork);
          if (port === undefined) return [];
          const field = item.hostPort === undefined ? 'containerPort' : 'hostPort';
          const place = [...base, ...path, list, container.index, 'ports', index, field];
          const protocol = typeof item.protocol === 'string' ? item.protocol : 'TCP';
          const hostIp = typeof item.hostIP === 'string' ? item.hostIP : '';
          return [{ manifest, path: place, port, protocol, hostIp, nodes }];
        }),
      ),
  );
}
