import type { AnnounceHostIpParameters } from '../../generated/types.js';
import { at, type JsonObject, listAt, withAt, withItem } from '../../json/values.js';
import { canonicalAddress } from '../../kubernetes/address.js';
import { NODE_AFFINITY } from '../../kubernetes/pod-template.js';
import { withRequiredLabel } from '../../kubernetes/selectors.js';
import { type Change, type Complete, refused, serverOf, type Target, type TargetServer } from './transform.js';

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
  const server = serverOf(target);
  refuseOtherNodes(target, server);
  const affinity = withRequiredLabel(at(target.value, ...NODE_AFFINITY), { key, value });
  const scripted = withStartScript(target, server);
  return { value: withItem(withAt(scripted, NODE_AFFINITY, affinity), [...server.path, 'env'], HOST_IP) };
}

/** The one line of the start script which takes the pod's IP from the list; all others stay. */
function withStartScript(target: Target, { chart, container, path, announced }: TargetServer): JsonObject {
  if (announced.by === 'host') return target.value;
  const { variable, hostname = '' } = chart.announce;
  const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?${variable}=)"?\\$\\{\\w+\\[\\$pod_index\\]\\}"?[ \\t]*$`, 'm');
  for (const key of ['args', 'command']) {
    for (const [index, word] of listAt(container, key).map(String).entries()) {
      if (!line.test(word)) continue;
      return withAt(target.value, [...path, key, index], word.replace(line, `$1"$${VARIABLE}"`));
    }
  }
  const place = [...path, 'args'];
  if (announced.by === 'list' && announced.hosts) throw refused(target, place, 'announces-host-names', { hostname });
  const found = announced.by === 'unknown' ? `; it is set to ${announced.text}` : '';
  throw refused(target, place, 'no-announced-list', { variable, found });
}

/**
 * Pod 0 creates the cluster from the list, so the list must be the nodes the pods announce: the configured ones, where
 * they are configured. Whether these are the InternalIPs is not seen here, but by `verify`.
 */
function refuseOtherNodes({ loaded }: Target, server: TargetServer): void {
  const [configured, list] = [loaded.config.nodes, server.list?.ips];
  if (!configured || !list) return;
  const only = (some: readonly { ip: string }[], others: readonly { ip: string }[]): string => {
    const known = new Set(others.map(({ ip }) => canonicalAddress(ip)));
    return some.flatMap(({ ip }) => (known.has(canonicalAddress(ip)) ? [] : [ip])).join(', ') || 'none';
  };
  const [here, there] = [only(configured, list), only(list, configured)];
  if (here === 'none' && there === 'none') return;
  const message = `nodes: only in the configuration: ${here}; only in the list of the start script: ${there}`;
  throw loaded.complain({ path: ['nodes'], message }, OTHER_NODES);
}

const OTHER_NODES =
  "With announce-host-ip each pod announces its node, and the cluster is created from that list (the chart's loadBalancerIP): it has to hold the same IPs, in any order.";
