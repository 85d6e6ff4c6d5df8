import { at } from '../../../json/values.js';
import { canonicalAddress, remoteAddressFault } from '../../../kubernetes/address.js';
import type { LintedRelease, LintFound } from '../subject.js';

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
