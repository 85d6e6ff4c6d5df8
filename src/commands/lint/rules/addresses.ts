import { at } from '../../../json/at.js';
import { canonicalAddress, remoteAddressFault } from '../../../kubernetes/address.js';
import type { ReleaseChecks } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** Which addresses the pods announce, and those that other places name for them. */
export const ANNOUNCE_CHECKS = {
  *'announce-ip-missing'({ list, announcedBy, announcesOwnNode, ordinals, replicas, containerPath }) {
    if (announcedBy === 'pod' && !announcesOwnNode) yield { is: 'none', path: [...containerPath, 'env'] };
    const pods = ordinals.slice(list?.ips.length);
    if (!list || pods.length === 0 || (announcedBy === 'pod' && !announcesOwnNode) || announcedBy === 'unknown') return;
    // The image stops where REDIS_CLUSTER_ANNOUNCE_IP is empty; with the node's own IP only the list is too short.
    const is = announcesOwnNode ? 'stranger' : 'stops';
    yield { is, path: list.path, place: list.place, ips: list.ips.length, replicas, pods };
  },

  *'announce-ip-mismatch'(release) {
    const { list, announcedBy, replicas, podServices, nodes } = release;
    if (!list) return;
    const { path, ips } = list;
    const addresses = ips.map(({ ip }) => canonicalAddress(ip));
    for (const [ordinal, { ip, place }] of ips.entries()) {
      const earlier = addresses.indexOf(canonicalAddress(ip));
      if (earlier < ordinal) yield { is: 'double', path, place, pods: [earlier, ordinal], ip };
    }
    // The image's start script creates the cluster when every node of the list answers (librediscluster.sh).
    const spare = ips.slice(replicas);
    if (spare[0]) {
      const { place } = spare[0];
      yield { is: 'spare', path, place, ips: ips.length, replicas, spare: spare.map(({ ip }) => ip) };
    }
    // A script of the user's own announces something else than the list, which then only creates the cluster.
    if (announcedBy === 'unknown') return;
    // A Service's IP and the list's come from one value of the chart; a patch of one of them is what parts them.
    for (const { manifest, ordinal: pod } of podServices) {
      const [ip, announced] = [at(manifest.value, 'spec', 'loadBalancerIP'), ips[pod]?.ip];
      if (typeof ip !== 'string' || announced === undefined || fits(ip, announced, addresses, release)) continue;
      yield { is: 'service', manifest, path: ['spec', 'loadBalancerIP'], pod, ip, announced };
    }
    if (nodes.length === 0) return;
    const known = nodes.map(({ ip }) => canonicalAddress(ip));
    for (const [pod, { ip, place }] of ips.slice(0, replicas).entries()) {
      const node = nodes[pod];
      if (node && fits(ip, node.ip, known, release)) continue;
      const values = { path, place, pod, ip };
      yield node
        ? { is: 'node', ...values, node: node.name, nodeIp: node.ip }
        : { is: 'noNode', ...values, nodes: nodes.length };
    }
  },

  /**
   * Redis takes any word as `cluster-announce-ip`, keeps 45 characters of it, and the other members cannot connect to that
   * (tried with 7.0.15). Host names are announced by another variable, with which the list holds names.
   */
  *'announce-ip-invalid'({ list, announcedBy, announcesHosts, announcesOwnNode }) {
    if (!list || !(announcedBy === 'list' || announcesOwnNode)) return;
    const { path, ips } = list;
    const hasBrackets = ips.some(({ ip }) => ip.startsWith('['));
    if (hasBrackets) yield { is: 'brackets', path, place: list.place };
    if (hasBrackets || announcesHosts) return;
    for (const [pod, { ip, place }] of ips.entries()) {
      const fault = remoteAddressFault(ip);
      if (fault) yield { is: announcesOwnNode ? 'creation' : 'list', path, place, pod, ip, fault };
    }
  },
} satisfies Partial<ReleaseChecks>;

/** Pod i takes the i-th IP; where each pod announces its own node, it only matters that the IP is one of them. */
function fits(ip: string, expected: string, all: readonly string[], { announcesOwnNode }: LintedRelease): boolean {
  const address = canonicalAddress(ip);
  return announcesOwnNode ? all.includes(address) : canonicalAddress(expected) === address;
}
