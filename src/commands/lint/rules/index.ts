import type { RuleInfo } from '../../../report/report.js';
import type { Rule } from '../rule.js';
import { aclFileBesideUsers, openByEnvironment, randomPassword } from './access.js';
import { aclCheck, aclUserMissing } from './acl.js';
import { nodeAffinityIncomplete, nodeAffinityMissing, nodeAffinityWeights } from './affinity.js';
import { announceIpInvalid, announceIpMismatch, announceIpMissing } from './announce.js';
import { clusterSize } from './cluster.js';
import { ephemeralData, restartEmpties } from './data.js';
import { imageMoved } from './images.js';
import { networkPolicy } from './network.js';
import { placementNotGuaranteed, placementParallel, readyDeadlock } from './placement.js';
import { hostPortConflict, hostPortMismatch, hostPortMissing } from './ports.js';
import { podSecurity, serviceLoadBalancer, sourceRanges, waitHangs } from './services.js';
import { statefulSetMissing } from './statefulset.js';
import { unrenderedTemplate } from './templates.js';

/** Every rule. In a remedy `{section}` is the top-level key of the chart's values, as its Chart file says: `redis`. */
export const RULES: readonly Rule[] = [
  {
    id: 'statefulset-missing',
    severity: 'error',
    description: 'The StatefulSet of the chart is not in the stream, so that no pod is ever made.',
    remedy:
      'Give `cluster.externalAccess.service.loadBalancerIP` one IP for each node, without which externalAccess renders no StatefulSet; or lint what `helm template` prints for this chart.',
    needs: 'stream',
    check: statefulSetMissing,
  },
  {
    id: 'host-port-missing',
    severity: 'error',
    description: "The client port or the bus port has no hostPort, so that the node's IP does not lead to the pod.",
    remedy: 'Install with the post-renderer, whose overlay host-port binds both; the chart has no value for it.',
    needs: 'release',
    check: hostPortMissing,
  },
  {
    id: 'host-port-mismatch',
    severity: 'error',
    description: 'A hostPort is not the port that the pod announces to the cluster and its clients.',
    remedy:
      'Make them the same: `{section}.containerPorts.redis`, and `{section}.containerPorts.bus` 10000 above it (`redis.port` and `redis.busPort` in older charts); the post-renderer binds what they say.',
    needs: 'release',
    check: hostPortMismatch,
  },
  {
    id: 'host-port-conflict',
    severity: 'error',
    description: 'Another workload or release claims the same host port on nodes that both may use.',
    remedy:
      'Give one of them other ports (`{section}.containerPorts`), or keep them on different nodes with `{section}.nodeSelector`.',
    needs: 'release',
    check: hostPortConflict,
  },
  {
    id: 'node-affinity-missing',
    severity: 'error',
    description: 'Nothing steers pod i to node i, whose IP it announces.',
    remedy:
      'Install with the post-renderer, whose overlay node-affinity adds a term for each pod. Where the nodes carry another label, set overlays.node-affinity.key and .value.',
    needs: 'release',
    check: nodeAffinityMissing,
  },
  {
    id: 'node-affinity-incomplete',
    severity: 'error',
    description: 'A pod has no nodeAffinity term, or a term belongs to no pod.',
    remedy: 'Post-render again after `cluster.nodes` changed: overlay node-affinity brings its terms up to date.',
    needs: 'release',
    check: nodeAffinityIncomplete,
  },
  {
    id: 'node-affinity-weights',
    severity: 'error',
    description:
      'The weights do not fall strictly from pod to pod, so that a pod prefers the node of another one no less than its own.',
    remedy: 'Take out terms for the same label in `{section}.affinity` and leave them to overlay node-affinity.',
    needs: 'release',
    check: nodeAffinityWeights,
  },
  {
    id: 'placement-parallel',
    severity: 'error',
    description: 'Preferred terms steer by the order of creation, but podManagementPolicy is Parallel.',
    remedy:
      'Leave overlay ordered-ready on; or make the order irrelevant: overlays.announce-host-ip: {}, or overlays.node-affinity.placement: pinned.',
    needs: 'release',
    check: placementParallel,
  },
  {
    id: 'placement-not-guaranteed',
    severity: 'warning',
    description:
      "Other scores of the scheduler can outvote the preferred weights, and a pod then starts on another's node.",
    remedy:
      'Set overlays.announce-host-ip to {}, with which any of the nodes is right, or overlays.node-affinity.placement to pinned, which is certain; dominant outvotes load at least.',
    needs: 'release',
    check: placementNotGuaranteed,
  },
  {
    id: 'ready-deadlock',
    severity: 'error',
    description:
      'The readiness script waits for the whole cluster while OrderedReady creates pod 1 only when pod 0 is Ready.',
    remedy: 'Set `cluster.externalAccess.enabled` to true, or overlays.ordered-ready to false.',
    needs: 'release',
    check: readyDeadlock,
  },
  {
    id: 'announce-ip-missing',
    severity: 'error',
    description: "There are fewer announced IPs than pods, or none, so that clients are sent to the pods' own IPs.",
    remedy:
      'Set `cluster.externalAccess.enabled` to true and `cluster.externalAccess.service.loadBalancerIP` to one node IP for each of `cluster.nodes`.',
    needs: 'release',
    check: announceIpMissing,
  },
  {
    id: 'announce-ip-mismatch',
    severity: 'error',
    description:
      "The announced IPs hold doubles, or differ from the Services' loadBalancerIP or from the configuration's nodes.",
    remedy:
      'Make `cluster.externalAccess.service.loadBalancerIP` and `nodes` in the configuration name the same nodes in the same order.',
    needs: 'release',
    check: announceIpMismatch,
  },
  {
    id: 'announce-ip-invalid',
    severity: 'warning',
    description: 'An entry in the list of announced IPs is no IP, and Redis announces it all the same.',
    remedy:
      "Put the nodes' IPs into `cluster.externalAccess.service.loadBalancerIP`; host names need `cluster.externalAccess.hostMode`.",
    needs: 'release',
    check: announceIpInvalid,
  },
  {
    id: 'cluster-size',
    severity: 'error',
    description:
      'There are too few pods for three masters with their replicas, so that the cluster is never created; or more than 1000.',
    remedy: 'Raise `cluster.nodes` to 3 × (1 + `cluster.replicas`) at least, or lower `cluster.replicas`.',
    needs: 'release',
    check: clusterSize,
  },
  {
    id: 'config-syntax',
    severity: 'error',
    description: 'The server stops at a line of its configuration which is no directive that it knows.',
    remedy: 'Correct the line in `{section}.configmap`; a comment begins with `#`.',
    needs: 'release',
    check: aclCheck('config-syntax'),
  },
  {
    id: 'acl-user-missing',
    severity: 'error',
    description: "A user of the configuration has no line in the server's configuration file.",
    remedy: 'Install with the post-renderer, with the password at hand: its overlay acl-user writes the line.',
    needs: 'release',
    check: aclUserMissing,
  },
  {
    id: 'acl-syntax',
    severity: 'error',
    description: 'The server refuses to start at a `user` line.',
    remedy: 'Correct the line in `{section}.configmap`, or configure the user in overlays.acl-user.users instead.',
    needs: 'release',
    check: aclCheck('acl-syntax'),
  },
  {
    id: 'acl-duplicate-user',
    severity: 'error',
    description: 'Two lines are for the same user: the server refuses to start, Redis 6 drops the first one.',
    remedy: 'Keep one of the lines in `{section}.configmap`.',
    needs: 'release',
    check: aclCheck('acl-duplicate-user'),
  },
  {
    id: 'acl-aclfile',
    severity: 'error',
    description: 'The server refuses to start with both `aclfile` and `user` lines.',
    remedy:
      'Take `aclfile` out of `{section}.configmap`, or write the users into that file and set overlays.acl-user to false.',
    needs: 'release',
    check: (release) => [...aclCheck('acl-aclfile')(release), ...aclFileBesideUsers(release)],
  },
  {
    id: 'acl-redis-version',
    severity: 'error',
    description: 'The server in the image knows no ACL and stops at the line.',
    remedy:
      'Use a chart newer than 2.0.14, whose image is Redis 6 or later, or take the line out of `{section}.configmap`.',
    needs: 'release',
    check: aclCheck('acl-redis-version'),
  },
  {
    id: 'acl-open',
    severity: 'error',
    description: 'Somebody can log in without the right password.',
    remedy:
      'Give the user a password in overlays.acl-user.users, and take `nopass`, an empty password or `aclfile` out of `{section}.configmap`; leave `usePassword` at true, and set no ACL file by `{section}.extraEnvVars`.',
    needs: 'release',
    check: (release) => [...aclCheck('acl-open')(release), ...openByEnvironment(release)],
  },
  {
    id: 'acl-disabled-user',
    severity: 'warning',
    description: "The server starts, but nobody can log in as this user, or the chart's probes cannot as `default`.",
    remedy:
      'End the line in `{section}.configmap` with `on` and a password behind any `reset` or `resetpass`; leave `default` to the value `password` of the chart.',
    needs: 'release',
    check: aclCheck('acl-disabled-user'),
  },
  {
    id: 'acl-html-entity',
    severity: 'error',
    description:
      'A rule was copied from a web page: `&gt;` or `&amp;` is taken for a channel pattern, not for `>` or `&`.',
    remedy:
      'Write `>` for `&gt;` and `&` for `&amp;` in `{section}.configmap` or in the rules of overlays.acl-user.users.',
    needs: 'release',
    check: aclCheck('acl-html-entity'),
  },
  {
    id: 'acl-plain-password',
    severity: 'warning',
    description: 'A password stands in clear text in a ConfigMap.',
    remedy:
      'Configure the user in overlays.acl-user.users, which writes the hash of the password (unless passwordFormat is plain).',
    needs: 'release',
    check: aclCheck('acl-plain-password'),
  },
  {
    id: 'restart-empties',
    severity: 'error',
    description:
      'A server that restarts loads nothing, or no more than its last snapshot, since the append-only file is off; a warning where the snapshots outlive the pod.',
    remedy:
      'Set `{section}.useAOFPersistence` to "yes", or turn overlay local-data on, which does it and keeps the data on the node.',
    needs: 'release',
    check: restartEmpties,
  },
  {
    id: 'ephemeral-data',
    severity: 'warning',
    description: 'The data goes with the pod: a new pod is a stranger, and a rolling update ends in an empty cluster.',
    remedy:
      'Turn overlay local-data on, which keeps the data on the node, or set `persistence.enabled` to true where something provisions volumes; where the data may be lost, scale to 0 and back instead of rolling.',
    needs: 'release',
    check: ephemeralData,
  },
  {
    id: 'wait-hangs',
    severity: 'warning',
    description:
      "Services of type LoadBalancer with nodes' IPs never get an ingress, for which Helm 3's --wait and --atomic wait.",
    remedy:
      'Install without --wait and --atomic in Helm 3; in Helm 4 leave --wait at its default (not --wait=legacy), whose watcher does not wait for an ingress.',
    needs: 'release',
    check: waitHangs,
  },
  {
    id: 'pod-security',
    severity: 'info',
    description: 'hostPort is refused in a namespace with Pod Security level baseline or restricted.',
    remedy: 'Label the namespace pod-security.kubernetes.io/enforce=privileged.',
    needs: 'release',
    check: podSecurity,
  },
  {
    id: 'service-load-balancer',
    severity: 'info',
    description: "k3s' service load balancer claims the host ports of LoadBalancer Services on every node.",
    remedy:
      'On k3s disable it (--disable=servicelb), or give the Services a load balancer class of another controller.',
    needs: 'release',
    check: serviceLoadBalancer,
  },
  {
    id: 'random-password',
    severity: 'warning',
    description: 'The password looks like one that the chart makes up anew at each rendering, which rolls all pods.',
    remedy:
      'Make a Secret of your own and name it in `existingSecret` (install.existingSecret in the configuration); Argo CD and `helm template` cannot keep a random one.',
    needs: 'release',
    check: randomPassword,
  },
  {
    id: 'network-policy',
    severity: 'warning',
    description:
      "A NetworkPolicy allows pods only, and neither outside clients nor the members' announced node IPs are pods.",
    remedy:
      'Set `networkPolicy.allowExternal` and `networkPolicy.allowExternalEgress` to true, or allow their IPs by an ipBlock in `networkPolicy.extraIngress` and `networkPolicy.extraEgress`.',
    needs: 'release',
    check: networkPolicy,
  },
  {
    id: 'source-ranges',
    severity: 'warning',
    description: 'loadBalancerSourceRanges limits who may use a load balancer; host ports know no such limit.',
    remedy: "Limit who may come by the nodes' firewall or by a NetworkPolicy with an ipBlock.",
    needs: 'release',
    check: sourceRanges,
  },
  {
    id: 'unrendered-template',
    severity: 'warning',
    description: 'A template is left in a value: Kubernetes and the server take it literally.',
    remedy:
      'Set the chart value behind it to plain text (prometheus.io/port of charts 9.7.0 to 10.2.0 comes from `metrics.podAnnotations`), or use a chart version that renders it.',
    needs: 'stream',
    check: unrenderedTemplate,
  },
  {
    id: 'image-moved',
    severity: 'warning',
    description:
      'Versioned images under docker.io/bitnami moved to docker.io/bitnamilegacy in September 2025 (bitnami/containers#83267), so that the pull fails.',
    remedy:
      'Set `image.repository` and `metrics.image.repository` to bitnamilegacy/…, from chart 11.2.0 on also `global.security.allowInsecureImages` to true; or use a registry of your own.',
    needs: 'release',
    check: imageMoved,
  },
];

/** A remedy in the words of one chart's values. */
export function remedyFor(remedy: string, section: string): string {
  return remedy.replaceAll('{section}', section);
}

/** A rule as reporters and documentation show it, in the words of the chart most people have. */
export function ruleInfo({ id, severity, description, remedy }: Rule): RuleInfo {
  return { id, severity, description, remedy: remedyFor(remedy, 'redis') };
}
