import { DEFAULTS } from '../../config/install.js';
import { type Layout, replicasInWords } from '../../config/layout.js';
import type { Config, NodeEntry, Toleration } from '../../generated/types.js';
import { commentedYaml } from '../../yaml/commented.js';

/** What a new configuration is made from. */
export interface NewConfig {
  nodes: readonly NodeEntry[];
  /** The IPs are the nodes' InternalIPs, so what a pod sees as status.hostIP is what clients use. */
  internalIps: boolean;
  tolerations: readonly Toleration[];
}

/** The runbook's name. */
const RELEASE = 'ds-redis';

/** The configuration that holds: announce-host-ip where that is possible, else a pin. */
export function newConfig({ nodes, internalIps, tolerations }: NewConfig): Config {
  return {
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    release: RELEASE,
    nodes: nodes.map(({ name, ip }) => ({ name, ip })),
    install: {
      namespace: DEFAULTS.namespace.default,
      replicas: DEFAULTS.replicas.default,
      persistence: { enabled: DEFAULTS.persistence.properties.enabled.default },
      ...(tolerations.length > 0 && { tolerations: [...tolerations] }),
    },
    overlays: internalIps
      ? { 'announce-host-ip': {}, 'node-affinity': { placement: 'runbook' }, 'ordered-ready': false }
      : { 'announce-host-ip': false, 'node-affinity': { placement: 'pinned', pin: 'volume' }, 'ordered-ready': false },
  };
}

const AFFINITY = ['overlays', 'node-affinity'];

/** The configuration as a file with the reasons in it; comments on what `--set` took away are left out. */
export function configText(config: Config, schema: string, origin: string, layout: Layout): string {
  const nodes = config.nodes ?? [];
  const announces = typeof config.overlays?.['announce-host-ip'] === 'object';
  const tolerations = config.install?.tolerations ?? [];
  return commentedYaml({
    value: config,
    head: [
      `yaml-language-server: $schema=${schema}`,
      ...(schema === OWN_SCHEMA ? ['(made by: redis-hostport schema config > redis-hostport.schema.json)'] : []),
      `Written by \`redis-hostport init\` from ${origin}. What follows from it, in this order:`,
      '  redis-hostport plan         which pod belongs where, and what is guaranteed',
      '  redis-hostport labels       the labels of the nodes, as kubectl commands',
      "  redis-hostport values       the chart's values, for helm install … --post-renderer",
      '  redis-hostport endpoints    the settings of the clients',
    ],
    above: [
      [['release'], 'As in `helm install NAME`. "*" stands for every release in the stream.'],
      [['nodes'], ...NODES],
      [
        ['install', 'replicas'],
        `${nodes.length} nodes: ${layout.masters} masters with ${replicasInWords(layout.replicas)}.`,
      ],
      [['install', 'persistence'], ...PERSISTENCE],
      [['install', 'tolerations'], 'For the taints of the nodes above.'],
      [['overlays', 'announce-host-ip'], ...(announces ? ANNOUNCED : NOT_ANNOUNCED)],
      [AFFINITY, ...(announces ? WEIGHTS : PINNED)],
      ...(config.overlays?.['ordered-ready'] === false ? [[['overlays', 'ordered-ready'], ...AT_ONCE] as const] : []),
    ],
    below: config.overlays?.['acl-user'] === undefined ? [[['overlays'], '', ...ACL_USER]] : [],
    flow: [
      ...nodes.map((_, index) => ['nodes', index]),
      ...tolerations.map((_, index) => ['install', 'tolerations', index]),
      ['install', 'persistence'],
      AFFINITY,
    ],
    apart: [['release'], ['nodes'], ['install'], ['overlays'], AFFINITY, ['overlays', 'ordered-ready']],
  });
}

/** Where no schema lies beside the file. */
export const OWN_SCHEMA = './redis-hostport.schema.json';

const NODES = [
  'Pod 0 belongs on the first node, pod 1 on the second, and so on; the IPs are those by which clients reach the nodes.',
  'Keep the order once the release is installed: it is the order of the IPs that the pods announce.',
];
const PERSISTENCE = [
  "enabled: false, as in the runbook, keeps a pod's data in the pod: a pod made anew is a stranger to the cluster, and",
  'a roll of all pods ends in an empty one.',
];
const ANNOUNCED = [
  'The IPs above are the InternalIPs of the nodes, so each pod can announce the IP of the node it really runs on: every',
  'order of the pods is right, and a pod that moves with its data says where it went. Pods stay on the labelled nodes.',
];
const WEIGHTS = [
  "The runbook's preference, which decides nothing any more while pods announce their own node. Without announce-host-ip:",
  '  pinned     each pod on its own node, or it waits',
  '  dominant   weights that no load outvotes, up to 12 nodes; a cordoned node can still let two pods change places',
  '  runbook    weights n..1, which load alone outvotes: a third of the keys can get out of reach without a word',
];
const NOT_ANNOUNCED = [
  "Turn it on with {} if the IPs above are the nodes' InternalIPs (kubectl get nodes -o wide): each pod then announces the",
  'IP of the node it really runs on, and every order of the pods is right.',
];
const PINNED = [
  'Pod i announces the i-th IP above, so it has to be on that node: pinned, it runs there or waits. By a volume that only',
  'this node can use; `pin: admission` does it with a policy of the API server (Kubernetes 1.36). The others prefer only:',
  '  dominant   weights that no load outvotes, up to 12 nodes; a cordoned node can still let two pods change places',
  '  runbook    weights n..1, which load alone outvotes: a third of the keys can get out of reach without a word',
];
const AT_ONCE = [
  'Off: the order in which pods start does not matter here, and all at once they heal better. One after the other a pod',
  'that waits for its node keeps all later ones waiting.',
];
const ACL_USER = [
  "The application's user; the password comes from the environment of Helm and is written as its SHA-256.",
  'acl-user:',
  '  users:',
  '    - name: song',
  '      password: { env: SONG_PASSWORD }',
];
