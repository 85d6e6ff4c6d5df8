import { filled, listOf, podsInWords } from '../../../base/words.js';
import { environmentOf } from '../../../charts/environment.js';
import { itemsAt } from '../../../json/at.js';
import type { JsonObject } from '../../../json/values.js';
import { isSameAddress } from '../../../kubernetes/address.js';
import { nameOf, textAt } from '../../../kubernetes/kubectl.js';
import { POD_NAME_LABEL } from '../../../kubernetes/names.js';
import type { KubeNode } from '../../../kubernetes/node.js';
import type { Checks, Diagnosis, ObjectRuleId, Remedy } from '../check.js';
import {
  aboutPod,
  aboutStatefulSet,
  type LivePod,
  type LiveRelease,
  namesByAddress,
  nodeTitle,
  ordinalsOf,
} from './release.js';

/** Which addresses the pods, the configuration and the Services say. */
export const ADDRESS_CHECKS = {
  *'announce-pod-ip'(release, remedy) {
    const { template, chart, hostNetwork } = release;
    if (template.by === 'pod' && !hostNetwork) {
      const { hostname, endpointType = '' } = chart.announce;
      const isNamed = environmentOf(release.container).get(hostname) !== undefined;
      yield {
        ...aboutStatefulSet(release),
        message:
          'the pods announce their own IPs, which only the cluster network knows: clients outside cannot follow them',
        remedy: isNamed ? filled(remedy.hosts, { endpointType }) : remedy.list,
      };
    }
    if (template.by !== 'unknown') return;
    const message = `the start script sets ${template.variable} to ${template.text}, which verify cannot follow`;
    yield { ...aboutStatefulSet(release), message, remedy: remedy.unknown };
  },

  *'announce-ip-list'(release) {
    const { template, pods } = release;
    if (template.by !== 'list') return;
    const { ips } = template;
    const without = ordinalsOf(pods.filter(({ ordinal }) => ips[ordinal] === undefined));
    const announce = `${podsInWords(without)} announce${without.length === 1 ? 's' : ''} none`;
    if (without.length > 0) {
      const message = `the start script lists ${ips.length} IPs for ${pods.length} pods: ${announce}`;
      yield { ...aboutStatefulSet(release), message, ordinals: without };
    }
    for (const ip of new Set(ips.filter((ip, index) => ips.findIndex((one) => isSameAddress(one, ip)) < index))) {
      const ordinals = ordinalsOf(pods.filter(({ ordinal }) => isSameAddress(ips[ordinal], ip)));
      yield { ...aboutStatefulSet(release), message: `${podsInWords(ordinals)} all announce ${ip}`, ordinals };
    }
  },

  *'config-nodes'(release, remedy) {
    const { configured, pods, nodes } = release;
    if (configured.length === 0) return;
    const subject = 'nodes of the configuration';
    if (configured.length !== pods.length) {
      const message = `the configuration lists ${configured.length} nodes, and there are ${pods.length} pods`;
      yield { subject, message, remedy: remedy.sameList };
    }
    for (const [ordinal, { name }] of configured.entries()) {
      if (nodes.length === 0 || nodes.some((node) => node.name === name)) continue;
      const message = `the cluster has no node ${name} (nodes[${ordinal}] of the configuration)`;
      yield { subject, message, remedy: remedy.names, ordinals: [ordinal] };
    }
    for (const [ordinal, { name, ip }] of configured.entries()) {
      const owners = nodes.filter(({ addresses }) => addresses.some((address) => isSameAddress(address, ip)));
      const [owner] = owners;
      if (!owner || owners.some((one) => one.name === name)) continue;
      const message = `the configuration gives ${name} the IP ${ip}, which ${owner.name} has`;
      yield { subject, message, remedy: remedy.rewrite, ordinals: [ordinal] };
    }
    for (const pod of pods) {
      for (const found of announcedOtherwise(release, pod, remedy)) {
        yield { subject, ...found, ordinals: [pod.ordinal] };
      }
    }
  },

  *'announce-ip-stray'({ pods, nodes }) {
    if (pods.every(({ home }) => home === undefined)) return;
    // A node that reports the IP of another does not report its own: node-ip-doubled says so.
    const doubled = new Set([...namesByAddress(nodes).values()].filter(({ length }) => length > 1).flat());
    for (const pod of pods.filter((one) => isAstray(one) && !doubled.has(one.pod?.nodeName ?? ''))) {
      const message = `pod ${pod.ordinal} announces ${pod.announced}, and no node has that address`;
      yield { ...aboutPod(pod), message };
    }
  },

  /** Clients may use another network than the nodes' own, which only the configuration knows. */
  *'announce-ip-unchecked'({ pods, template, title }) {
    const unknown = pods.filter(isAstray);
    if (unknown.length === 0 || pods.some(({ home }) => home !== undefined)) return;
    const what = template.by === 'list' && template.hosts ? 'host names (hostMode)' : 'IPs';
    const addresses = listOf(unknown.map(({ announced }) => announced ?? ''));
    yield {
      subject: `StatefulSet of ${title}`,
      message: `whether the pods are on the right nodes cannot be known: no node has one of the announced ${what}: ${addresses}`,
    };
  },

  /** The address was set while the server ran: right now, but not after the next start. */
  *'announce-ip-temporary'({ pods, dataSurvives }, remedy) {
    for (const pod of pods) {
      const { ordinal, announced, scriptIp } = pod;
      if (announced === scriptIp || announced === undefined || scriptIp === undefined) continue;
      yield {
        ...aboutPod(pod),
        message: `pod ${ordinal} announces ${announced}, which was set while it ran; created again, it announces ${scriptIp} again`,
        remedy: dataSurvives ? remedy.dataSurvives : remedy.losesData,
      };
    }
  },

  *'service-ip'(release) {
    for (const { name, service, live } of podServices(release)) {
      const { announcement, scriptIp, ordinal } = live;
      const ip = textAt(service, 'spec', 'loadBalancerIP');
      if (ip === undefined || announcement.by !== 'list' || scriptIp === undefined) continue;
      if (isSameAddress(ip, scriptIp)) continue;
      const message = `Service ${name} has loadBalancerIP ${ip}, but pod ${ordinal} announces ${scriptIp}`;
      yield { subject: `Service ${name}`, message, ordinals: [ordinal] };
    }
  },

  *'service-ingress-astray'(release) {
    for (const { name, live, node, ip } of takenPorts(release)) {
      const { ordinal, pod } = live;
      const there = release.pods.find((other) => other.pod?.nodeName === node.name && other.right === true);
      if (!there || there.ordinal === ordinal) continue;
      const other = pod?.nodeName === undefined ? 'no node yet' : nodeTitle(release, pod.nodeName);
      yield {
        subject: `Service ${name}`,
        message: `clients that ask ${ip} want pod ${there.ordinal}, which announces it, and get pod ${ordinal} on ${other}: Service ${name} takes the port there`,
        ordinals: [ordinal, there.ordinal],
      };
    }
  },

  *'service-ingress'(release) {
    for (const { name, live, node, ip } of takenPorts(release)) {
      yield {
        subject: `Service ${name}`,
        message: `Service ${name} has got ${ip}, the IP of node ${node.name}, as its load balancer's: there kube-proxy takes the port before the host port does, so that a host port which does not work stays hidden`,
        ordinals: [live.ordinal],
      };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

function isAstray({ announced, home }: LivePod): boolean {
  return announced !== undefined && home === undefined;
}

/** Where a pod announces another address than the configuration has for its node. */
function* announcedOtherwise(
  release: LiveRelease,
  { ordinal, scriptIp, pod, announcement }: LivePod,
  remedy: Remedy<'config-nodes'>,
): Iterable<Required<Pick<Diagnosis, 'message' | 'remedy'>>> {
  const { configured, nodes } = release;
  const node = announcement.by === 'host' ? pod?.nodeName : undefined;
  const entry = node === undefined ? configured[ordinal] : configured.find(({ name }) => name === node);
  if (node !== undefined && !entry) {
    // A replaced node that the configuration does not know yet, or a label too many.
    const names = configured.map(({ name }) => name);
    const gone = names.filter((name) => nodes.length > 0 && !nodes.some((one) => one.name === name));
    yield {
      message: `pod ${ordinal} runs on ${nodeTitle(release, node)}, which is none of the configured nodes (${listOf(names)})`,
      remedy: gone.length > 0 ? filled(remedy.replaced, { nodes: listOf(gone) }) : remedy.outside,
    };
  }
  if (!entry || scriptIp === undefined || isSameAddress(entry.ip, scriptIp)) return;
  if (node !== undefined) {
    const message = `pod ${ordinal} announces ${scriptIp}, the node's own IP, and clients reach ${node} at ${entry.ip} by the configuration`;
    yield { message, remedy: remedy.internalOnly };
  } else if (announcement.by === 'list') {
    const message = `pod ${ordinal} announces ${scriptIp}, and nodes[${ordinal}] of the configuration is ${entry.name} with ${entry.ip}`;
    yield { message, remedy: remedy.sameList };
  }
}

interface PodService {
  name: string;
  service: JsonObject;
  live: LivePod;
}

/** The Services that lead to one pod each. */
function podServices({ services, pods }: LiveRelease): PodService[] {
  return services.flatMap((service) => {
    const live = pods.find(({ name }) => name === textAt(service, 'spec', 'selector', POD_NAME_LABEL));
    return live ? [{ name: nameOf(service), service, live }] : [];
  });
}

/**
 * Services that kube-proxy serves at the IP of a node: there it takes the port before the host port does, whatever pod
 * is on the node. An ingress of ipMode Proxy it leaves alone (Kubernetes, "Specifying IPMode of load balancer status").
 */
function takenPorts(release: LiveRelease): (PodService & { node: KubeNode; ip: string })[] {
  return podServices(release).flatMap((one) =>
    itemsAt(one.service, 'status', 'loadBalancer', 'ingress').flatMap(({ item }) => {
      const ip = textAt(item, 'ip');
      const node = release.nodes.find(({ addresses }) => addresses.some((address) => isSameAddress(address, ip)));
      return ip === undefined || !node || item.ipMode === 'Proxy' ? [] : [{ ...one, node, ip }];
    }),
  );
}
