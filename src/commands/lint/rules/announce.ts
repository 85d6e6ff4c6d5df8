import { listOf, plural, podsInWords } from '../../../base/words.js';
import { settingOf } from '../../../charts/environment.js';
import { at } from '../../../json/at.js';
import { addressFault, canonicalAddress } from '../../../kubernetes/address.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function announceIpMissing(release: LintedRelease): Problem[] {
  const { statefulSet: manifest, replicas } = release;
  const list = release.list();
  if (!list) {
    if (release.announcement().by !== 'pod' || release.announcesOwnNode()) return [];
    const message =
      'No node IPs are announced: clients outside of the cluster are sent to pod IPs, which they cannot reach';
    return [{ manifest, path: [...POD, 'containers', release.server()?.index ?? 0, 'env'], message }];
  }
  if (list.ips.length >= replicas || release.announcement().by === 'unknown') return [];
  const without = Array.from({ length: replicas - list.ips.length }, (_, index) => list.ips.length + index);
  const one = without.length === 1;
  // The image stops where REDIS_CLUSTER_ANNOUNCE_IP is empty; with the node's own IP only the list is too short.
  const effect = release.announcesOwnNode()
    ? `never ${one ? 'joins' : 'join'} the cluster, which pod 0 creates from the list`
    : `${one ? 'stops at its' : 'stop at their'} start, having none to announce`;
  const message = `${plural(list.ips.length, 'IP')} for ${plural(replicas, 'pod')}: ${podsInWords(without)} ${effect}`;
  return [{ manifest, path: list.path, place: list.place, message }];
}

export function announceIpMismatch(release: LintedRelease): Problem[] {
  if (!release.list()) return [];
  const ofCreation = [...doubles(release), ...tooMany(release)];
  // A script of the user's own announces something else than the list, which then only creates the cluster.
  if (release.announcement().by === 'unknown') return ofCreation;
  return [...ofCreation, ...otherThanServices(release), ...otherThanNodes(release)];
}

/**
 * Redis takes any word as `cluster-announce-ip`, keeps 45 characters of it, and the other members cannot connect to that
 * (tried with 7.0.15). Host names are announced by another variable, with which the list holds names.
 */
export function announceIpInvalid(release: LintedRelease): Problem[] {
  const list = release.list();
  const { hostname } = release.chart.announce;
  const container = release.server()?.item;
  const namesHosts = hostname !== undefined && settingOf(container, hostname) !== undefined;
  if (!list || namesHosts || release.announcement().by === 'unknown') return [];
  return list.ips.flatMap(({ ip, place }, ordinal) => {
    const fault = addressFault(ip);
    const effect = release.announcesOwnNode()
      ? 'the cluster is not created from it'
      : 'the other members cannot connect to it';
    const message = `${capital(podsInWords([ordinal]))} has ${ip} in the list, which ${fault}: ${effect}`;
    return fault ? [{ manifest: release.statefulSet, path: list.path, place, message }] : [];
  });
}

function doubles(release: LintedRelease): Problem[] {
  const list = release.list();
  const seen = new Map<string, number>();
  return (list?.ips ?? []).flatMap(({ ip, place }, ordinal) => {
    const earlier = seen.get(canonicalAddress(ip));
    if (earlier === undefined) seen.set(canonicalAddress(ip), ordinal);
    if (earlier === undefined || !list) return [];
    const message = `${podsInWords([earlier, ordinal])} have the same IP, ${ip}`;
    return [{ manifest: release.statefulSet, path: list.path, place, message: capital(message) }];
  });
}

/** The image's start script creates the cluster when every node of the list answers (librediscluster.sh). */
function tooMany({ statefulSet: manifest, replicas, list: announced }: LintedRelease): Problem[] {
  const list = announced();
  const spare = list?.ips.slice(replicas) ?? [];
  const [first] = spare;
  if (!list || !first) return [];
  const message = `${plural(list.ips.length, 'IP')} for ${plural(replicas, 'pod')}: pod 0 waits for ${listOf(spare.map(({ ip }) => ip))} before it creates the cluster, and no pod answers there`;
  return [{ manifest, path: list.path, place: first.place, message }];
}

/** A Service's IP and the list's come from one value of the chart; a patch of one of them is what parts them. */
function otherThanServices(release: LintedRelease): Problem[] {
  const ips = (release.list()?.ips ?? []).map(({ ip }) => ip);
  return release.podServices().flatMap(({ manifest, ordinal }) => {
    const ip = at(manifest.value, 'spec', 'loadBalancerIP');
    const announced = ips[ordinal];
    if (typeof ip !== 'string' || announced === undefined || fits(ip, announced, ips, release)) return [];
    const message = `The Service of pod ${ordinal} asks for ${ip}, but the start script's list has ${announced} for this pod`;
    return [{ manifest, path: ['spec', 'loadBalancerIP'], message }];
  });
}

function otherThanNodes(release: LintedRelease): Problem[] {
  const list = release.list();
  const { nodes } = release.stream.settings;
  if (!list || nodes.length === 0) return [];
  const manifest = release.statefulSet;
  const ips = nodes.map(({ ip }) => ip);
  return list.ips.slice(0, release.replicas).flatMap(({ ip, place }, ordinal) => {
    const node = nodes[ordinal];
    if (node !== undefined && fits(ip, node.ip, ips, release)) return [];
    const expected = node === undefined ? `has ${plural(nodes.length, 'node')}` : `has node ${node.name}, ${node.ip}`;
    const message = `The list has ${ip} for pod ${ordinal}, but the configuration ${expected}`;
    return [{ manifest, path: list.path, place, message }];
  });
}

/** Pod i takes the i-th IP; where each pod announces its own node, it only matters that the IP is one of them. */
function fits(ip: string, expected: string, all: readonly string[], release: LintedRelease): boolean {
  const allowed = release.announcesOwnNode() ? all : [expected];
  return allowed.some((one) => canonicalAddress(one) === canonicalAddress(ip));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
