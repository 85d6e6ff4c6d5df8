import { listOf, podsInWords } from '../../../../base/words.js';
import { settingOf } from '../../../../charts/environment.js';
import { isSameAddress } from '../../../../kubernetes/address.js';
import { nameOf } from '../../../../kubernetes/kubectl.js';
import type { Diagnosis } from '../../finding.js';
import { type LivePod, type LiveRelease, nodeTitle, ordinalsOf } from '../release.js';

/** Pods that announce their own IP, or something that cannot be followed. */
export function podAddresses(release: LiveRelease): Diagnosis[] {
  const { template, chart } = release;
  const subject = `StatefulSet ${nameOf(release.statefulSet)}`;
  if (template.by === 'pod' && !release.hostNetwork) {
    const message =
      'the pods announce their own IPs, which only the cluster network knows: clients outside cannot follow them';
    const { hostname, endpointType } = chart.announce;
    const isNamed = hostname !== undefined && settingOf(release.container, hostname) !== undefined;
    const named = `Set ${endpointType} to hostname, as the chart's cluster.externalAccess.hostMode=true does: host names are announced, and clients are sent to IPs all the same.`;
    return [{ subject, message, remedy: isNamed ? named : LIST_IPS }];
  }
  if (template.by !== 'unknown') return [];
  const message = `the start script sets ${template.variable} to ${template.text}, which verify cannot follow`;
  return [{ subject, message, remedy: 'Ask the servers themselves what they announce: verify --redis.' }];
}

const LIST_IPS =
  "Set the chart's cluster.externalAccess.enabled=true with one IP for each node; `redis-hostport values` writes them.";

/** Ordinals for which the list has no IP, and IPs that stand in it twice. */
export function listFaults({ template, pods, statefulSet }: LiveRelease): Diagnosis[] {
  if (template.by !== 'list') return [];
  const { ips } = template;
  const fault = (ordinals: number[], message: string): Diagnosis => ({
    subject: `StatefulSet ${nameOf(statefulSet)}`,
    message,
    remedy: "Correct the chart's cluster.externalAccess.service.loadBalancerIP: one IP for each pod, in order.",
    ordinals,
  });
  const without = ordinalsOf(pods.filter(({ ordinal }) => ips[ordinal] === undefined));
  const announce = `${podsInWords(without)} announce${without.length === 1 ? 's' : ''} none`;
  const doubled = new Set(ips.filter((ip, index) => ips.findIndex((one) => isSameAddress(one, ip)) < index));
  return [
    ...(without.length > 0
      ? [fault(without, `the start script lists ${ips.length} IPs for ${pods.length} pods: ${announce}`)]
      : []),
    ...[...doubled].map((ip) => {
      const ordinals = ordinalsOf(pods.filter(({ ordinal }) => isSameAddress(ips[ordinal], ip)));
      return fault(ordinals, `${podsInWords(ordinals)} all announce ${ip}`);
    }),
  ];
}

/** Where `nodes` of the configuration and the cluster disagree. */
export function configurationFaults(release: LiveRelease): Diagnosis[] {
  const { configured, pods, nodes } = release;
  if (configured.length === 0) return [];
  return [
    ...(configured.length === pods.length
      ? []
      : [fault(`the configuration lists ${configured.length} nodes, and there are ${pods.length} pods`, SAME_LIST)]),
    ...configured.flatMap(({ name }, ordinal) =>
      nodes.length === 0 || nodes.some((node) => node.name === name)
        ? []
        : [fault(`the cluster has no node ${name} (nodes[${ordinal}] of the configuration)`, NAMES, ordinal)],
    ),
    ...configured.flatMap(({ name, ip }, ordinal) => {
      const owner = nodes.find(({ addresses }) => addresses.some((address) => isSameAddress(address, ip)));
      if (!owner || owner.name === name) return [];
      return [fault(`the configuration gives ${name} the IP ${ip}, which ${owner.name} has`, REWRITE, ordinal)];
    }),
    ...pods.flatMap((pod) => announcedOtherwise(release, pod)),
  ];
}

function fault(message: string, remedy: string, ...ordinals: number[]): Diagnosis {
  return { subject: 'nodes of the configuration', message, remedy, ordinals };
}

const SAME_LIST =
  "The list of the configuration and the chart's values are the same list: `redis-hostport values` writes the values.";
const NAMES =
  'Names are those of `kubectl get nodes`. Was the node replaced? Then write the new one in its place; the labels on it are right.';
const REWRITE = 'Correct the configuration: `redis-hostport init` writes it again.';

function announcedOtherwise(release: LiveRelease, { ordinal, scriptIp, pod, announcement }: LivePod): Diagnosis[] {
  const { configured } = release;
  if (announcement.by === 'list') {
    const entry = configured[ordinal];
    if (!entry || scriptIp === undefined || isSameAddress(entry.ip, scriptIp)) return [];
    const message = `pod ${ordinal} announces ${scriptIp}, and nodes[${ordinal}] of the configuration is ${entry.name} with ${entry.ip}`;
    return [fault(message, SAME_LIST, ordinal)];
  }
  if (announcement.by !== 'host' || pod?.nodeName === undefined) return [];
  const entry = configured.find(({ name }) => name === pod.nodeName);
  if (!entry) return [onOtherNode(release, ordinal, pod.nodeName)];
  if (scriptIp === undefined || isSameAddress(entry.ip, scriptIp)) return [];
  const message = `pod ${ordinal} announces ${scriptIp}, the node's own IP, and clients reach ${pod.nodeName} at ${entry.ip} by the configuration`;
  return [fault(message, INTERNAL_ONLY, ordinal)];
}

const INTERNAL_ONLY =
  'Overlay announce-host-ip fits only where clients use the InternalIPs: take placement pinned instead.';

/** A pod on a node outside the set: a replaced node that the configuration does not know yet, or a label too many. */
function onOtherNode(release: LiveRelease, ordinal: number, node: string): Diagnosis {
  const { configured, nodes } = release;
  const names = configured.map(({ name }) => name);
  const message = `pod ${ordinal} runs on ${nodeTitle(release, node)}, which is none of the configured nodes (${listOf(names)})`;
  const gone = names.filter((name) => nodes.length > 0 && !nodes.some((one) => one.name === name));
  const remedy =
    gone.length > 0
      ? `If it replaces ${listOf(gone)}, write it into \`nodes\` of the configuration in that place, with its IP, and keep its label.`
      : 'Label only the configured nodes with the label of the set: `redis-hostport labels`.';
  return fault(message, remedy, ordinal);
}
