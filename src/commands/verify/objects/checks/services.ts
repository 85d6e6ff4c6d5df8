import { itemsAt } from '../../../../json/at.js';
import type { JsonObject } from '../../../../json/values.js';
import { isSameAddress } from '../../../../kubernetes/address.js';
import { nameOf, textAt } from '../../../../kubernetes/kubectl.js';
import { POD_NAME_LABEL } from '../../../../kubernetes/names.js';
import type { KubeNode } from '../../../../kubernetes/node.js';
import type { Diagnosis } from '../../finding.js';
import { type LivePod, type LiveRelease, nodeTitle } from '../release.js';

/** Services whose loadBalancerIP is not what their pod announces. */
export function serviceFaults(release: LiveRelease): Diagnosis[] {
  return podServices(release).flatMap(({ name, service, live: { announcement, scriptIp, ordinal } }) => {
    const ip = textAt(service, 'spec', 'loadBalancerIP');
    if (ip === undefined || announcement.by !== 'list' || scriptIp === undefined) return [];
    if (isSameAddress(ip, scriptIp)) return [];
    return [
      {
        subject: `Service ${name}`,
        message: `Service ${name} has loadBalancerIP ${ip}, but pod ${ordinal} announces ${scriptIp}`,
        remedy:
          'Both come from one value of the chart: was it changed by hand, or does the pod run an earlier revision?',
        ordinals: [ordinal],
      },
    ];
  });
}

/**
 * Services that kube-proxy serves at the IP of a node: there it takes the port before the host port does, whatever pod
 * is on the node. An ingress of ipMode Proxy it leaves alone (Kubernetes, "Specifying IPMode of load balancer status").
 */
export function ingressAtNodes(release: LiveRelease): Diagnosis[] {
  return takenPorts(release).map(({ name, live: { ordinal }, node, ip }) => ({
    subject: `Service ${name}`,
    message: `Service ${name} has got ${ip}, the IP of node ${node.name}, as its load balancer's: there kube-proxy takes the port before the host port does, so that a host port which does not work stays hidden`,
    remedy: INGRESS,
    ordinals: [ordinal],
  }));
}

/** Of these, Services that lead to another pod than the one on the node, which announces that IP. */
export function ingressAstray(release: LiveRelease): Diagnosis[] {
  return takenPorts(release).flatMap(({ name, live: { ordinal, pod }, node, ip }) => {
    const there = release.pods.find((other) => other.pod?.nodeName === node.name && other.right === true);
    if (!there || there.ordinal === ordinal) return [];
    const other = pod?.nodeName === undefined ? 'no node yet' : nodeTitle(release, pod.nodeName);
    return [
      {
        subject: `Service ${name}`,
        message: `clients that ask ${ip} want pod ${there.ordinal}, which announces it, and get pod ${ordinal} on ${other}: Service ${name} takes the port there`,
        remedy: INGRESS,
        ordinals: [ordinal, there.ordinal],
      },
    ];
  });
}

const INGRESS =
  "Take the nodes' IPs out of the load balancer's pool, or let the Services have type ClusterIP (cluster.externalAccess.service.type): host ports need no Service.";

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

function takenPorts(release: LiveRelease): (PodService & { node: KubeNode; ip: string })[] {
  return podServices(release).flatMap((one) =>
    itemsAt(one.service, 'status', 'loadBalancer', 'ingress').flatMap(({ item }) => {
      const ip = textAt(item, 'ip');
      const node = release.nodes.find(({ addresses }) => addresses.some((address) => isSameAddress(address, ip)));
      return ip === undefined || !node || item.ipMode === 'Proxy' ? [] : [{ ...one, node, ip }];
    }),
  );
}
