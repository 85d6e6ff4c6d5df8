import type { Announcement } from '../../../charts/announced.js';
import type { NodeEntry } from '../../../generated/types.js';
import { at } from '../../../json/at.js';
import type { JsonObject } from '../../../json/values.js';
import { labelOf } from '../../../kubernetes/kubectl.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Placement } from '../../../overlays/placement.js';
import type { RunningRelease } from './select.js';

/** A node as far as placement needs it. */
export interface LiveNode {
  name: string;
  /** Every IP the node has, canonical. */
  addresses: readonly string[];
  internalIp: string | undefined;
  ready: boolean;
  cordoned: boolean;
  object: JsonObject;
}

/** One ordinal of the StatefulSet: the pod that is there for it, or not. */
export interface LivePod {
  ordinal: number;
  name: string;
  /** undefined: there is no such pod. */
  object: JsonObject | undefined;
  ready: boolean;
  /** The server's container, of the pod, else of the template. */
  container: JsonObject | undefined;
  nodeName: string | undefined;
  hostIp: string | undefined;
  announcement: Announcement;
  /** The IP its start script announces. */
  scriptIp: string | undefined;
  /** The IP it really announces: what the server says (`--redis`), else what its start script says. */
  announced: string | undefined;
  /** The node whose IP it announces, by name; undefined where no node is known to have it. */
  home: string | undefined;
  /** The same of its start script's IP: where it belongs when it is made anew. */
  place: string | undefined;
  /** Whether it runs on that node; undefined where that cannot be told. */
  right: boolean | undefined;
}

/** A release as it runs, with all that is needed to judge it. */
export interface LiveRelease extends RunningRelease {
  title: string;
  pods: readonly LivePod[];
  /** Empty where nodes were not asked for. */
  nodes: readonly LiveNode[];
  services: readonly JsonObject[];
  /** All pods of the input, for who holds a port. */
  allPods: readonly JsonObject[];
  /** The configuration's nodes, where it speaks of this release. */
  configured: readonly NodeEntry[];
  placement: Placement;
  /** The announcement of the StatefulSet's template. */
  template: Announcement;
  container: JsonObject | undefined;
  /** Whether a pod that is made anew finds its data again. */
  dataSurvives: boolean;
}

/** The node label an ordinal is steered by; undefined where its node follows the pod, or nothing steers it. */
export function wantedLabel(release: LiveRelease, ordinal: number): { key: string; value: string } | undefined {
  return release.template.by === 'list' ? release.placement.ordinalLabel(ordinal) : undefined;
}

/** The nodes that carry an ordinal's label. */
export function labelledNodes(release: LiveRelease, ordinal: number): LiveNode[] {
  const label = wantedLabel(release, ordinal);
  return label ? release.nodes.filter(({ object }) => labelOf(object, label.key) === label.value) : [];
}

/** `dio-master02 (10.0.0.5)`. */
export function nodeTitle(release: LiveRelease, name: string): string {
  const ip = release.nodes.find((node) => node.name === name)?.internalIp ?? hostIpOn(release, name);
  return ip === undefined ? name : `${name} (${ip})`;
}

function hostIpOn(release: LiveRelease, node: string): string | undefined {
  return release.pods.find(({ nodeName }) => nodeName === node)?.hostIp;
}

/** Whether the StatefulSet makes its pods one after the other (Kubernetes' default). */
export function createsInOrder({ statefulSet }: LiveRelease): boolean {
  return (at(statefulSet, 'spec', 'podManagementPolicy') ?? 'OrderedReady') === 'OrderedReady';
}

/** Whether pods use the node's own network: then every port is a host port. */
export function usesHostNetwork({ statefulSet }: LiveRelease): boolean {
  return at(statefulSet, ...POD, 'hostNetwork') === true;
}

/** The nodes the pods belong on, with the pod of each: the only ones that matter here. */
export function placesOf(release: LiveRelease): { pod: LivePod; node: LiveNode }[] {
  return release.pods.flatMap((pod) => {
    const node = release.nodes.find(({ name }) => name === pod.place);
    return node ? [{ pod, node }] : [];
  });
}
