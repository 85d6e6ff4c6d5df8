import { groupBy } from '../../../base/util.js';
import { itemsAt, type JsonObject, listAt } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { nameOf, textAt } from '../../../kubernetes/objects.js';
import type { Found } from '../found.js';
import { type LivePod, type LiveRelease, ofPods } from './release.js';

/** Which addresses the pods, the configuration and the Services say. */
export function* checkAddresses(release: LiveRelease): Generator<Found> {
  yield* templateFaults(release);
  if (release.configured.length > 0) yield* configuredFaults(release);
  yield* announcedFaults(release);
  yield* serviceFaults(release);
}

function* templateFaults({
  server: { announced, environment, hostNetwork },
  chart,
  pods,
}: LiveRelease): Generator<Found> {
  if (announced.by === 'unknown') yield { rule: 'announce-pod-ip', is: 'unknown', ...announced };
  if (announced.by === 'pod' && !hostNetwork) {
    const { hostname, endpointType } = chart.announce;
    yield { rule: 'announce-pod-ip', is: environment.get(hostname) ? 'hosts' : 'list', endpointType };
  }
  if (announced.by !== 'list') return;
  const { ips } = announced;
  const listed = { ips: ips.length, pods: pods.length };
  if (listed.ips < listed.pods)
    yield { rule: 'announce-ip-list', is: 'short', ...listed, ...ofPods(pods.slice(listed.ips)) };
  for (const [ip, alike] of groupBy(pods.slice(0, ips.length), ({ ordinal }) => canonicalAddress(ips[ordinal] ?? '')))
    if (alike.length > 1) yield { rule: 'announce-ip-list', is: 'doubled', ip, ...ofPods(alike) };
}

function* configuredFaults(release: LiveRelease): Generator<Found> {
  const { configured, pods, byAddress, isGone } = release;
  const rule = 'config-nodes' as const;
  if (configured.length !== pods.length) yield { rule, is: 'count', configured: configured.length, pods: pods.length };
  for (const [ordinal, { name: node, ip }] of configured.entries()) {
    const about = { rule, node, ordinals: [ordinal] };
    if (isGone(node)) yield { ...about, is: 'name' };
    const owners = byAddress.get(canonicalAddress(ip))?.map(({ name }) => name) ?? [];
    if (owners.length > 0 && !owners.includes(node)) yield { ...about, is: 'owner', ip, owner: owners[0] };
  }
  for (const pod of pods) yield* announcedOtherwise(release, pod);
}

/** Where a pod announces another address than the configuration has for its node. */
function* announcedOtherwise({ configured, isGone }: LiveRelease, live: LivePod): Generator<Found> {
  const { ordinal, node, scriptIp, announcement } = live;
  const { by } = announcement;
  const entry = by === 'host' ? configured.find(({ name }) => name === node) : configured[ordinal];
  if (by === 'host' && node !== undefined && !entry) {
    // A replaced node that the configuration does not know yet, or a label too many.
    const names = configured.map(({ name }) => name);
    const gone = names.filter(isGone);
    yield { ...live, rule: 'config-nodes', is: gone.length > 0 ? 'replaced' : 'outside', names, gone };
  }
  if (!entry || scriptIp === undefined || canonicalAddress(entry.ip) === canonicalAddress(scriptIp)) return;
  const is = { internalOnly: by === 'host', otherList: by === 'list' };
  if (is.internalOnly || is.otherList)
    yield { ...live, rule: 'config-nodes', is, entry: entry.name, entryIp: entry.ip };
}

function* announcedFaults({
  pods,
  byAddress,
  server: { announced: template },
  dataSurvives,
}: LiveRelease): Generator<Found> {
  const astray = pods.filter(({ announced, home }) => announced !== undefined && home === undefined);
  if (pods.some(({ home }) => home !== undefined)) {
    // A node that reports the IP of another does not report its own: node-ip-doubled says so.
    const doubled = [...byAddress.values()].filter(({ length }) => length > 1).flat();
    for (const live of astray)
      if (!doubled.some(({ name }) => name === live.node)) yield { ...live, rule: 'announce-ip-stray' };
  } else if (astray.length > 0) {
    // Clients may use another network than the nodes' own, which only the configuration knows.
    const what = template.by === 'list' && template.hosts ? 'host names (hostMode)' : 'IPs';
    yield { rule: 'announce-ip-unchecked', what, addresses: astray.map(({ announced = '' }) => announced) };
  }
  // Set while the server ran: right now, but not after the next start.
  for (const live of pods.filter(({ announced, scriptIp }) => scriptIp !== undefined && announced !== scriptIp))
    yield { ...live, rule: 'announce-ip-temporary', is: dataSurvives ? 'dataSurvives' : 'losesData' };
}

/** Where kube-proxy serves a Service at the IP of a node, it takes the port there before the host port does, whatever pod is there. */
function* serviceFaults({ pods, byAddress }: LiveRelease): Generator<Found> {
  for (const live of pods)
    for (const object of live.services) {
      const service = nameOf(object);
      const ip = textAt(object, 'spec', 'loadBalancerIP');
      const listed = live.announcement.by === 'list' ? live.scriptIp : undefined;
      const isOther = ip && listed && canonicalAddress(ip) !== canonicalAddress(listed);
      if (isOther) yield { ...live, rule: 'service-ip', service, ip };
      for (const served of servedIps(object)) {
        const node = byAddress.get(canonicalAddress(served))?.[0]?.name;
        if (node === undefined) continue;
        yield { ...live, rule: 'service-ingress', service, ip: served, node };
        const there = pods.find((one) => one.node === node && one.right === true);
        if (!there || there === live) continue;
        const [wanted, got] = [there.ordinal, live.ordinal];
        const on = live.on || 'no node yet';
        yield { rule: 'service-ingress-astray', service, ip: served, wanted, got, on, ordinals: [got, wanted] };
      }
    }
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
