import { readinessWait } from '../../../charts/server-config.js';
import { isPinned } from '../../../charts/storage.js';
import { defaults } from '../../../generated/shipped.js';
import { at } from '../../../json/values.js';
import { canonicalAddress, remoteAddressFault } from '../../../kubernetes/address.js';
import {
  createsInOrder,
  NODE_AFFINITY,
  POD_MANAGEMENT_POLICY,
  TOPOLOGY_SPREAD,
} from '../../../kubernetes/pod-template.js';
import { ordinalSums, ordinalValue, PREFERRED, requiresLabel } from '../../../kubernetes/selectors.js';
import { stepsOn } from '../../../overlays/configuration.js';
import { placementVerdict, zoneSpreadIsOff } from '../../../scheduler/verdict.js';
import type { LintedRelease, LintFound } from '../subject.js';

const TERMS = [...NODE_AFFINITY, PREFERRED] as const;

/** Whether pods start, and on their own nodes. */
export function* placementFaults(release: LintedRelease): Generator<LintFound> {
  const { chart, value, ordinals, stream } = release;
  const replicas = ordinals.length;
  const inOrder = createsInOrder(value);
  const wait = inOrder && replicas > 1 ? readinessWait(release) : undefined;
  if (wait) {
    const { script: manifest, path, place } = wait;
    const values = { what: chart.readiness.waitsFor, others: replicas - 1, hint: chart.hints.deadlock };
    yield { rule: 'ready-deadlock', is: 'waits', manifest, path, place, ...values };
  }
  // Does it matter on which of the nodes a pod runs, and does nothing but weights steer it there?
  if (release.announcesOwnNode || isPinned(release)) return;

  // The label that says whose node it is, also where overlay node-affinity is off.
  const step = stepsOn(chart, stream.configuration).findLast(({ transform }) => transform === 'node-affinity');
  const { key, value: pattern, requiredKey } = { ...defaults.nodeAffinity, ...step?.parameters };
  const affinity = at(value, ...NODE_AFFINITY);
  const { sums, terms } = ordinalSums(affinity, { key, value: pattern }, replicas);
  if (terms.length === 0) {
    yield { rule: 'node-affinity-missing', path: NODE_AFFINITY, key };
    return;
  }

  const covered = new Set(terms.flatMap((term) => term.ordinals));
  const pods = ordinals.filter((ordinal) => !covered.has(ordinal));
  const values = pods.map((ordinal) => ordinalValue(pattern, ordinal));
  if (pods.length > 0) yield { rule: 'node-affinity-incomplete', is: 'gap', path: TERMS, values, pods };
  for (const { index, strays } of terms.filter((term) => term.strays.length > 0)) {
    const path = [...TERMS, index, 'preference', 'matchExpressions'];
    yield { rule: 'node-affinity-incomplete', is: 'stray', path, values: strays, replicas };
  }

  const weighed = ordinals.filter((ordinal) => covered.has(ordinal)).map((pod) => ({ pod, weight: sums[pod] ?? 0 }));
  const next = weighed.findIndex(
    (one, index) => one.weight >= (weighed[index - 1]?.weight ?? Number.POSITIVE_INFINITY),
  );
  const [before, after] = [weighed[next - 1], weighed[next]];
  if (before && after) {
    const path = [...TERMS, terms.find((term) => term.ordinals.includes(after.pod))?.index ?? 0, 'weight'];
    const weights = weighed.map(({ weight }) => weight).join(', ');
    yield { rule: 'node-affinity-weights', path, weights, pod: before.pod, next: after.pod };
  }

  if (!inOrder) {
    const policy = String(at(value, ...POD_MANAGEMENT_POLICY));
    if (replicas > 1) yield { rule: 'placement-parallel', path: POD_MANAGEMENT_POLICY, policy };
    return;
  }
  const { outvotedBy, smallest, sentence } = placementVerdict(sums, {
    required: requiresLabel(affinity, [key, requiredKey]),
    zoneSpreadOff: zoneSpreadIsOff(at(value, ...TOPOLOGY_SPREAD)),
  });
  // Weights that do not fall are node-affinity-weights' matter, a missing term is node-affinity-incomplete's.
  if (outvotedBy.length === 0 || (smallest?.points ?? 0) <= 0) return;
  yield { rule: 'placement-not-guaranteed', path: TERMS, verdict: sentence.replace(/\.$/, '') };
}

/** Which addresses the pods announce, and those that other places name for them. */
export function* addressFaults(release: LintedRelease): Generator<LintFound> {
  const { list, announced, announcesOwnNode, announcesHosts, ordinals, containerPath, podServices, nodes } = release;
  const replicas = ordinals.length;
  const announcesPods = announced.by === 'pod' && !announcesOwnNode;
  if (announcesPods) yield { rule: 'announce-ip-missing', is: 'none', path: [...containerPath, 'env'] };
  if (!list) return;

  // A script of the user's own announces something else than the list, which then only creates the cluster.
  const isOwn = announced.by === 'unknown';
  const { path, place: whole, ips } = list;
  const pods = ordinals.slice(ips.length);
  if (pods.length > 0 && !announcesPods && !isOwn) {
    // The image stops where REDIS_CLUSTER_ANNOUNCE_IP is empty; with the node's own IP only the list is too short.
    const is = announcesOwnNode ? 'stranger' : 'stops';
    yield { rule: 'announce-ip-missing', is, path, place: whole, ips: ips.length, replicas, pods };
  }

  const rule = 'announce-ip-mismatch';
  const addresses = ips.map(({ ip }) => canonicalAddress(ip));
  for (const [ordinal, { ip, place }] of ips.entries()) {
    const earlier = addresses.indexOf(canonicalAddress(ip));
    if (earlier < ordinal) yield { rule, is: 'double', path, place, pods: [earlier, ordinal], ip };
  }
  // The image's start script creates the cluster when every node of the list answers (librediscluster.sh).
  const spare = ips.slice(replicas);
  if (spare[0]) {
    const { place } = spare[0];
    yield { rule, is: 'spare', path, place, ips: ips.length, replicas, spare: spare.map(({ ip }) => ip) };
  }

  // Pod i takes the i-th IP; where each pod announces its own node, it only matters that the IP is one of them.
  const fits = (ip: string, expected: string, all: readonly string[]): boolean =>
    (announcesOwnNode ? all : [expected]).map(canonicalAddress).includes(canonicalAddress(ip));
  // A Service's IP and the list's come from one value of the chart; a patch of one of them is what parts them.
  for (const { manifest, spec, ordinal: pod } of isOwn ? [] : podServices) {
    const [ip, listed] = [at(spec, 'loadBalancerIP'), ips[pod]?.ip];
    if (typeof ip !== 'string' || listed === undefined || fits(ip, listed, addresses)) continue;
    yield { rule, is: 'service', manifest, path: ['spec', 'loadBalancerIP'], pod, ip, announced: listed };
  }
  const known = nodes.map((node) => node.ip);
  for (const [pod, { ip, place }] of isOwn || nodes.length === 0 ? [] : ips.slice(0, replicas).entries()) {
    const node = nodes[pod];
    const values = { path, place, pod, ip };
    if (!node) yield { rule, is: 'noNode', ...values, nodes: nodes.length };
    else if (!fits(ip, node.ip, known)) yield { rule, is: 'node', ...values, node: node.name, nodeIp: node.ip };
  }

  // Redis takes any word as `cluster-announce-ip`, keeps 45 characters of it, and the other members cannot connect to that
  // (tried with 7.0.15). Host names are announced by another variable, with which the list holds names.
  if (isOwn || announcesPods) return;
  const hasBrackets = ips.some(({ ip }) => ip.startsWith('['));
  if (hasBrackets) yield { rule: 'announce-ip-invalid', is: 'brackets', path, place: whole };
  for (const [pod, { ip, place }] of hasBrackets || announcesHosts ? [] : ips.entries()) {
    const fault = remoteAddressFault(ip);
    const is = announcesOwnNode ? 'creation' : 'list';
    if (fault) yield { rule: 'announce-ip-invalid', is, path, place, pod, ip, fault };
  }
}
