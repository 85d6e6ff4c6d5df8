import { environmentOf } from '../../../charts/container-env.js';
import { itemsAt, type JsonObject, listAt } from '../../../json/values.js';
import { canonicalAddress, isSameAddress } from '../../../kubernetes/address.js';
import { nameOf, textAt } from '../../../kubernetes/objects.js';
import type { Checks, Found, ObjectRuleId } from '../check.js';
import type { LivePod, LiveRelease } from './release.js';

/** Which addresses the pods, the configuration and the Services say. */
export const ADDRESS_CHECKS = {
  *'announce-pod-ip'({ server: { announced: template, hostNetwork, container }, chart }) {
    if (template.by === 'unknown') yield { is: 'unknown', variable: template.variable, text: template.text };
    if (template.by !== 'pod' || hostNetwork) return;
    const { hostname, endpointType } = chart.announce;
    const isNamed = environmentOf(container).get(hostname) !== undefined;
    yield { is: isNamed ? 'hosts' : 'list', endpointType };
  },

  *'announce-ip-list'({ server: { announced: template }, pods }) {
    if (template.by !== 'list') return;
    const { ips } = template;
    const short = pods.map(({ ordinal }) => ordinal).slice(ips.length);
    if (short.length > 0) yield { is: 'short', ips: ips.length, pods: pods.length, ordinals: short };
    const places = (ip: string): number[] => [...pods.keys()].filter((ordinal) => isSameAddress(ips[ordinal], ip));
    for (const ip of new Set(ips.filter((ip, index) => ips.findIndex((one) => isSameAddress(one, ip)) < index)))
      yield { is: 'doubled', ip, ordinals: places(ip) };
  },

  *'config-nodes'(release) {
    const { configured, pods, nodes, byAddress } = release;
    if (configured.length === 0) return;
    if (configured.length !== pods.length) yield { is: 'count', configured: configured.length, pods: pods.length };
    for (const [ordinal, { name: node, ip }] of configured.entries()) {
      const about = { node, ordinals: [ordinal] };
      if (nodes.length > 0 && !nodes.some(({ name }) => name === node)) yield { ...about, is: 'name' };
      const owners = byAddress.get(canonicalAddress(ip))?.map(({ name }) => name) ?? [];
      if (owners.length > 0 && !owners.includes(node)) yield { ...about, is: 'owner', ip, owner: owners[0] };
    }
    for (const pod of pods) yield* announcedOtherwise(release, pod);
  },

  *'announce-ip-stray'({ pods, byAddress }) {
    if (pods.every(({ home }) => home === undefined)) return;
    // A node that reports the IP of another does not report its own: node-ip-doubled says so.
    const doubled = [...byAddress.values()].filter(({ length }) => length > 1).flat();
    for (const live of pods.filter(isAstray)) {
      if (!doubled.some(({ name }) => name === live.node)) yield live;
    }
  },

  /** Clients may use another network than the nodes' own, which only the configuration knows. */
  *'announce-ip-unchecked'({ pods, server: { announced: template } }) {
    const addresses = pods.filter(isAstray).map(({ announced = '' }) => announced);
    if (addresses.length === 0 || pods.some(({ home }) => home !== undefined)) return;
    yield { what: template.by === 'list' && template.hosts ? 'host names (hostMode)' : 'IPs', addresses };
  },

  /** The address was set while the server ran: right now, but not after the next start. */
  *'announce-ip-temporary'({ pods, dataSurvives }) {
    for (const live of pods) {
      const { announced, scriptIp } = live;
      if (announced === scriptIp || announced === undefined || scriptIp === undefined) continue;
      yield { ...live, is: dataSurvives ? 'dataSurvives' : 'losesData' };
    }
  },

  *'service-ip'({ pods }) {
    for (const live of pods)
      for (const service of live.services) {
        const ip = textAt(service, 'spec', 'loadBalancerIP');
        if (ip === undefined || live.announcement.by !== 'list' || live.scriptIp === undefined) continue;
        if (!isSameAddress(ip, live.scriptIp)) yield { ...live, service: nameOf(service), ip };
      }
  },

  *'service-ingress-astray'(release) {
    for (const { live, service, ip, owner } of takenPorts(release)) {
      const there = release.pods.find(({ node, right }) => node === owner && right === true);
      if (!there || there.ordinal === live.ordinal) continue;
      const [wanted, got] = [there.ordinal, live.ordinal];
      yield { service, ip, wanted, got, on: live.on || 'no node yet', ordinals: [got, wanted] };
    }
  },

  *'service-ingress'(release) {
    for (const { live, service, ip, owner } of takenPorts(release)) yield { ...live, service, ip, node: owner };
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

function isAstray({ announced, home }: LivePod): boolean {
  return announced !== undefined && home === undefined;
}

/** Where a pod announces another address than the configuration has for its node. */
function* announcedOtherwise({ configured, nodes }: LiveRelease, live: LivePod): Iterable<Found<'config-nodes'>> {
  const { ordinal, scriptIp, announcement } = live;
  const node = announcement.by === 'host' ? live.node : undefined;
  const entry = node === undefined ? configured[ordinal] : configured.find(({ name }) => name === node);
  if (node !== undefined && !entry) {
    // A replaced node that the configuration does not know yet, or a label too many.
    const names = configured.map(({ name }) => name);
    const gone = names.filter((name) => nodes.length > 0 && !nodes.some((one) => one.name === name));
    yield { ...live, is: gone.length > 0 ? 'replaced' : 'outside', names, gone };
  }
  if (!entry || scriptIp === undefined || isSameAddress(entry.ip, scriptIp)) return;
  const is = { internalOnly: node !== undefined, otherList: node === undefined && announcement.by === 'list' };
  if (is.internalOnly || is.otherList) yield { ...live, is, entry: entry.name, entryIp: entry.ip };
}

/**
 * Services that kube-proxy serves at the IP of a node: there it takes the port before the host port does, whatever pod
 * is on the node.
 */
function takenPorts({ pods, byAddress }: LiveRelease) {
  return pods.flatMap((live) =>
    live.services.flatMap((service) =>
      servedIps(service).flatMap((ip) => {
        const owner = byAddress.get(canonicalAddress(ip))?.[0]?.name;
        return owner === undefined ? [] : [{ live, service: nameOf(service), ip, owner }];
      }),
    ),
  );
}

/**
 * What kube-proxy serves a Service at, on every node: external IPs, and what a load balancer gave it but for an ingress of
 * ipMode Proxy (Kubernetes, "External IPs" and "Specifying IPMode of load balancer status").
 */
function servedIps(service: JsonObject): string[] {
  const ingress = itemsAt(service, 'status', 'loadBalancer', 'ingress').filter(({ item }) => item.ipMode !== 'Proxy');
  const served = [...listAt(service, 'spec', 'externalIPs'), ...ingress.map(({ item }) => item.ip)];
  return [...new Set(served)].filter((ip) => typeof ip === 'string');
}
