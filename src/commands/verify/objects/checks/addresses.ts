import { listOf, podsInWords } from '../../../../base/words.js';
import { canonicalAddress } from '../../../../kubernetes/address.js';
import { nameOf, textAt } from '../../../../kubernetes/kubectl.js';
import { POD_NAME_LABEL } from '../../../../kubernetes/names.js';
import type { Diagnosis } from '../../finding.js';
import { type LivePod, type LiveRelease, nodeTitle, usesHostNetwork } from '../release.js';

const same = (a: string, b: string): boolean => canonicalAddress(a) === canonicalAddress(b);

/** Pods that announce their own IP, or something that cannot be followed. */
export function podAddresses(release: LiveRelease): Diagnosis[] {
  const { template, chart } = release;
  const subject = `StatefulSet ${nameOf(release.statefulSet)}`;
  if (template.by === 'pod' && !usesHostNetwork(release)) {
    return [
      {
        subject,
        message:
          'the pods announce their own IPs, which only the cluster network knows: clients outside cannot follow them',
        remedy:
          "Set the chart's cluster.externalAccess.enabled=true with one IP for each node; `redis-hostport values` writes them.",
      },
    ];
  }
  if (template.by !== 'unknown') return [];
  const message = `the start script sets ${chart.announce.variable} to ${template.text}, which verify cannot follow`;
  return [{ subject, message, remedy: 'Ask the servers themselves what they announce: verify --redis.' }];
}

/** Ordinals for which the list has no IP, and IPs that stand in it twice. */
export function listFaults(release: LiveRelease): Diagnosis[] {
  const { template, pods } = release;
  if (template.by !== 'list') return [];
  const subject = `StatefulSet ${nameOf(release.statefulSet)}`;
  const remedy = "Correct the chart's cluster.externalAccess.service.loadBalancerIP: one IP for each pod, in order.";
  const without = pods.filter(({ ordinal }) => template.ips[ordinal] === undefined).map(({ ordinal }) => ordinal);
  const doubled = [
    ...new Set(template.ips.filter((ip, index) => template.ips.findIndex((one) => same(one, ip)) < index)),
  ];
  return [
    ...(without.length > 0
      ? [
          {
            subject,
            message: `the start script lists ${template.ips.length} IPs for ${pods.length} pods: ${podsInWords(without)} announce${without.length === 1 ? 's' : ''} none`,
            remedy,
            ordinals: without,
          },
        ]
      : []),
    ...doubled.map((ip) => {
      const ordinals = pods
        .filter(({ ordinal }) => same(template.ips[ordinal] ?? '', ip))
        .map(({ ordinal }) => ordinal);
      return { subject, message: `${podsInWords(ordinals)} all announce ${ip}`, remedy, ordinals };
    }),
  ];
}

/** Services whose loadBalancerIP is not what their pod announces. */
export function serviceFaults(release: LiveRelease): Diagnosis[] {
  return release.services.flatMap((service) => {
    const pod = release.pods.find(({ name }) => name === textAt(service, 'spec', 'selector', POD_NAME_LABEL));
    const ip = textAt(service, 'spec', 'loadBalancerIP');
    if (!pod || ip === undefined || pod.announcement.by !== 'list') return [];
    if (pod.scriptIp === undefined || same(ip, pod.scriptIp)) return [];
    return [
      {
        subject: `Service ${nameOf(service)}`,
        message: `Service ${nameOf(service)} has loadBalancerIP ${ip}, but pod ${pod.ordinal} announces ${pod.scriptIp}`,
        remedy:
          'Both come from one value of the chart: was it changed by hand, or does the pod run an earlier revision?',
        ordinals: [pod.ordinal],
      },
    ];
  });
}

/** Where `nodes` of the configuration and the cluster disagree. */
export function configurationFaults(release: LiveRelease): Diagnosis[] {
  const { configured, pods, nodes } = release;
  if (configured.length === 0) return [];
  const found = (message: string, remedy: string, ordinals: number[] = []): Diagnosis => ({
    subject: 'nodes of the configuration',
    message,
    remedy,
    ordinals,
  });
  const count =
    configured.length === pods.length
      ? []
      : [found(`the configuration lists ${configured.length} nodes, and there are ${pods.length} pods`, SAME_LIST)];
  const absent = configured.flatMap(({ name }, ordinal) =>
    nodes.length === 0 || nodes.some((node) => node.name === name)
      ? []
      : [found(`the cluster has no node ${name} (nodes[${ordinal}] of the configuration)`, NAMES, [ordinal])],
  );
  const foreign = configured.flatMap(({ name, ip }, ordinal) => {
    const owner = nodes.find(({ addresses }) => addresses.includes(canonicalAddress(ip)));
    if (!owner || owner.name === name) return [];
    const message = `the configuration gives ${name} the IP ${ip}, which ${owner.name} has`;
    return [found(message, 'Correct the configuration: `redis-hostport init` writes it anew.', [ordinal])];
  });
  return [...count, ...absent, ...foreign, ...pods.flatMap((pod) => announcedOtherwise(release, pod, found))];
}

const SAME_LIST =
  "The list of the configuration and the chart's values are the same list: `redis-hostport values` writes the values.";
const NAMES = 'Names are those of `kubectl get nodes`.';

function announcedOtherwise(
  release: LiveRelease,
  pod: LivePod,
  found: (message: string, remedy: string, ordinals: number[]) => Diagnosis,
): Diagnosis[] {
  const { ordinal, scriptIp, nodeName, announcement } = pod;
  if (announcement.by === 'list') {
    const entry = release.configured[ordinal];
    if (!entry || scriptIp === undefined || same(entry.ip, scriptIp)) return [];
    const message = `pod ${ordinal} announces ${scriptIp}, and nodes[${ordinal}] of the configuration is ${entry.name} with ${entry.ip}`;
    return [found(message, SAME_LIST, [ordinal])];
  }
  if (announcement.by !== 'host' || nodeName === undefined) return [];
  const entry = release.configured.find(({ name }) => name === nodeName);
  if (!entry) {
    const names = listOf(release.configured.map(({ name }) => name));
    const message = `pod ${ordinal} runs on ${nodeTitle(release, nodeName)}, which is none of the configured nodes (${names})`;
    return [
      found(message, 'Label only the configured nodes with the label of the set: `redis-hostport labels`.', [ordinal]),
    ];
  }
  if (scriptIp === undefined || same(entry.ip, scriptIp)) return [];
  const message = `pod ${ordinal} announces ${scriptIp}, the node's own IP, and clients reach ${nodeName} at ${entry.ip} by the configuration`;
  return [
    found(
      message,
      'Overlay announce-host-ip fits only where clients use the InternalIPs: take placement pinned instead.',
      [ordinal],
    ),
  ];
}
