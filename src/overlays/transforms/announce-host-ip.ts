import { announcedLists, announcement } from '../../charts/announced.js';
import { environmentOf } from '../../charts/environment.js';
import type { AnnounceHostIpParameters } from '../../generated/types.js';
import { at, listAt, withAt, withItem } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { canonicalAddress } from '../../kubernetes/address.js';
import { withRequiredLabel } from '../../kubernetes/node-affinity.js';
import { NODE_AFFINITY, POD } from '../../kubernetes/pod-template.js';
import { type Change, type Complete, refused, type Server, serverOf, type Target } from './transform.js';

const VARIABLE = 'REDIS_HOSTPORT_HOST_IP';
const HOST_IP = { name: VARIABLE, valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } };

/**
 * Lets each pod announce the IP of the node it runs on instead of the list's i-th, and keeps the pods on the labelled
 * nodes. `status.hostIP` is the node's first InternalIP; in a dual-stack cluster that is the one of its first family
 * (Kubernetes, downward API).
 */
export function announceHostIp(
  target: Target,
  parameters: Complete<AnnounceHostIpParameters, 'announceHostIp'>,
): Change {
  const { requiredKey: key, requiredValue: value } = parameters;
  const container = serverOf(target, 'edits the start script');
  refuseOtherNodes(target, container.item);
  const affinity = withRequiredLabel(at(target.value, ...NODE_AFFINITY), { key, value });
  const scripted = withStartScript(target, container);
  const environment = [...POD, 'containers', container.index, 'env'];
  return { value: withItem(withAt(scripted, NODE_AFFINITY, affinity), environment, HOST_IP) };
}

/** The one line of the start script which takes the pod's IP from the list; all others stay. */
function withStartScript(target: Target, { chart, item, index }: Server): JsonObject {
  const announced = announcement(environmentOf(item), chart);
  if (announced.by === 'host') return target.value;
  const { variable } = chart.announce;
  const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?${variable}=)"?\\$\\{\\w+\\[\\$pod_index\\]\\}"?[ \\t]*$`, 'm');
  for (const key of ['args', 'command']) {
    for (const [place, word] of listAt(item, key).map(String).entries()) {
      if (!line.test(word)) continue;
      const path = [...POD, 'containers', index, key, place];
      return withAt(target.value, path, word.replace(line, `$1"$${VARIABLE}"`));
    }
  }
  const place = [...POD, 'containers', index, 'args'];
  if (announced.by === 'list' && announced.hosts) {
    throw refused(target, place, 'announces-host-names', { hostname: chart.announce.hostname ?? '' });
  }
  const found = announced.by === 'unknown' ? `; it is set to ${announced.text}` : '';
  throw refused(target, place, 'no-announced-list', { variable, found });
}

/**
 * Pod 0 creates the cluster from the list, so the list must be the nodes the pods announce: the configured ones, where
 * they are configured. Whether these are the InternalIPs is not seen here, but by `verify`.
 */
function refuseOtherNodes(target: Target, container: JsonObject): void {
  const { nodes } = target.loaded.config;
  const list = announcedLists(container)[0]?.ips.map(({ ip }) => ip);
  if (!nodes || !list) return;
  const configured = nodes.map(({ ip }) => ip);
  const missing = without(configured, list);
  const extra = without(list, configured);
  if (missing.length + extra.length === 0) return;
  const parts = [
    missing.length > 0
      ? `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not in the list of the start script`
      : '',
    extra.length > 0 ? `${extra.join(', ')} of that list ${extra.length > 1 ? 'are' : 'is'} no configured node` : '',
  ];
  throw target.loaded.complain({ path: ['nodes'], message: `nodes: ${parts.filter(Boolean).join('; ')}` }, OTHER_NODES);
}

const OTHER_NODES =
  "With announce-host-ip each pod announces its node, and the cluster is created from that list (the chart's loadBalancerIP): it has to hold the same IPs, in any order.";

function without(some: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map(canonicalAddress));
  return some.filter((ip) => !known.has(canonicalAddress(ip)));
}
