import { capital, listOf, plural, podsInWords } from '../../../base/words.js';
import type { AnnouncedList } from '../../../charts/announced.js';
import { at } from '../../../json/at.js';
import { canonicalAddress, remoteAddressFault } from '../../../kubernetes/address.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function announceIpMissing(release: LintedRelease): Problem[] {
  const { list, announcedBy, announcesOwnNode, ordinals, replicas } = release;
  if (announcedBy === 'pod' && !announcesOwnNode) {
    const message =
      'No node IPs are announced: clients outside of the cluster are sent to pod IPs, which they cannot reach';
    return [{ path: [...release.containerPath, 'env'], message }];
  }
  const without = ordinals.slice(list?.ips.length);
  if (!list || without.length === 0 || announcedBy === 'unknown') return [];
  const one = without.length === 1;
  // The image stops where REDIS_CLUSTER_ANNOUNCE_IP is empty; with the node's own IP only the list is too short.
  const effect = announcesOwnNode
    ? `never ${one ? 'joins' : 'join'} the cluster, which pod 0 creates from the list`
    : `${one ? 'stops at its' : 'stop at their'} start, having none to announce`;
  const message = `${plural(list.ips.length, 'IP')} for ${plural(replicas, 'pod')}: ${podsInWords(without)} ${effect}`;
  return [{ path: list.path, place: list.place, message }];
}

export function announceIpMismatch(release: LintedRelease): Problem[] {
  const { list, announcedBy } = release;
  if (!list) return [];
  const ofCreation = [...doubles(list), ...tooMany(list, release)];
  // A script of the user's own announces something else than the list, which then only creates the cluster.
  if (announcedBy === 'unknown') return ofCreation;
  return [...ofCreation, ...otherThanServices(list, release), ...otherThanNodes(list, release)];
}

const BRACKETS =
  'The list has IPs in brackets, at which the start script cuts it: no pod has an IP to announce, and each stops at its start';

/**
 * Redis takes any word as `cluster-announce-ip`, keeps 45 characters of it, and the other members cannot connect to that
 * (tried with 7.0.15). Host names are announced by another variable, with which the list holds names.
 */
export function announceIpInvalid({ list, announcedBy, announcesHosts, announcesOwnNode }: LintedRelease): Problem[] {
  const isRead = announcedBy === 'list' || announcesOwnNode;
  if (!list || !isRead) return [];
  const { path, ips } = list;
  if (ips.some(({ ip }) => ip.startsWith('[')))
    return [{ path, place: list.place, severity: 'error', message: BRACKETS }];
  if (announcesHosts) return [];
  const effect = announcesOwnNode ? 'the cluster is not created from it' : 'the other members cannot connect to it';
  return ips.flatMap(({ ip, place }, ordinal) => {
    const fault = remoteAddressFault(ip);
    const message = `Pod ${ordinal} has ${ip} in the list, which ${fault}: ${effect}`;
    return fault ? [{ path, place, message }] : [];
  });
}

function doubles({ ips, path }: AnnouncedList): Problem[] {
  const addresses = ips.map(({ ip }) => canonicalAddress(ip));
  return ips.flatMap(({ ip, place }, ordinal) => {
    const earlier = addresses.indexOf(canonicalAddress(ip));
    const message = `${capital(podsInWords([earlier, ordinal]))} have the same IP, ${ip}`;
    return earlier === ordinal ? [] : [{ path, place, message }];
  });
}

/** The image's start script creates the cluster when every node of the list answers (librediscluster.sh). */
function tooMany({ ips, path }: AnnouncedList, { replicas }: LintedRelease): Problem[] {
  const spare = ips.slice(replicas);
  const [first] = spare;
  if (!first) return [];
  const message = `${plural(ips.length, 'IP')} for ${plural(replicas, 'pod')}: pod 0 waits for ${listOf(spare.map(({ ip }) => ip))} before it creates the cluster, and no pod answers there`;
  return [{ path, place: first.place, message }];
}

/** A Service's IP and the list's come from one value of the chart; a patch of one of them is what parts them. */
function otherThanServices(list: AnnouncedList, release: LintedRelease): Problem[] {
  const ips = list.ips.map(({ ip }) => ip);
  return release.podServices.flatMap(({ manifest, ordinal }) => {
    const ip = at(manifest.value, 'spec', 'loadBalancerIP');
    const announced = ips[ordinal];
    if (typeof ip !== 'string' || announced === undefined || fits(ip, announced, ips, release)) return [];
    const message = `The Service of pod ${ordinal} asks for ${ip}, but the start script's list has ${announced} for this pod`;
    return [{ manifest, path: ['spec', 'loadBalancerIP'], message }];
  });
}

function otherThanNodes(list: AnnouncedList, release: LintedRelease): Problem[] {
  const { nodes, replicas } = release;
  if (nodes.length === 0) return [];
  const ips = nodes.map(({ ip }) => ip);
  return list.ips.slice(0, replicas).flatMap(({ ip, place }, ordinal) => {
    const node = nodes[ordinal];
    if (node !== undefined && fits(ip, node.ip, ips, release)) return [];
    const expected = node === undefined ? `has ${plural(nodes.length, 'node')}` : `has node ${node.name}, ${node.ip}`;
    const message = `The list has ${ip} for pod ${ordinal}, but the configuration ${expected}`;
    return [{ path: list.path, place, message }];
  });
}

/** Pod i takes the i-th IP; where each pod announces its own node, it only matters that the IP is one of them. */
function fits(ip: string, expected: string, all: readonly string[], { announcesOwnNode }: LintedRelease): boolean {
  const allowed = announcesOwnNode ? all : [expected];
  return allowed.some((one) => canonicalAddress(one) === canonicalAddress(ip));
}
