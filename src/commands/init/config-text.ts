import { passwordVariable } from '../../config/environment.js';
import { DEFAULTS } from '../../config/install.js';
import { type Layout, replicasInWords } from '../../config/layout.js';
import type { AclUser, Config, NodeEntry, Toleration } from '../../generated/types.js';
import { commentedYaml } from '../../yaml/commented.js';
import { DATA_PLACES, type DataPlace, dataPlaceOf } from './data.js';

/** What a new configuration is made from. */
export interface NewConfig {
  nodes: readonly NodeEntry[];
  /** The IPs are the nodes' InternalIPs, so what a pod sees as status.hostIP is what clients use. */
  internalIps: boolean;
  tolerations: readonly Toleration[];
  data: DataPlace;
  /** Names of the applications' users. */
  users: readonly string[];
}

/** The runbook's name. */
const RELEASE = 'ds-redis';

/** The configuration that holds: data on the nodes is a pin; else announce-host-ip where that is possible, else a pin. */
export function newConfig({ nodes, internalIps, tolerations, data, users }: NewConfig): Config {
  return {
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    release: RELEASE,
    nodes: nodes.map(({ name, ip }) => ({ name, ip })),
    install: {
      namespace: DEFAULTS.namespace.default,
      replicas: DEFAULTS.replicas.default,
      persistence: { enabled: data !== 'pod' },
      ...(tolerations.length > 0 && { tolerations: [...tolerations] }),
    },
    overlays: {
      ...overlaysFor(internalIps, data),
      ...(users.length > 0 && { 'acl-user': { users: users.map(userEntry) } }),
    },
  };
}

function userEntry(name: string): AclUser {
  return { name, password: { env: passwordVariable(name) } };
}

function overlaysFor(internalIps: boolean, data: DataPlace): NonNullable<Config['overlays']> {
  const steered = { 'node-affinity': { placement: 'runbook' }, 'ordered-ready': false } as const;
  if (data === 'node') return { 'local-data': {}, 'announce-host-ip': false, ...steered };
  if (internalIps) return { 'announce-host-ip': {}, ...steered };
  return { 'announce-host-ip': false, 'node-affinity': { placement: 'pinned', pin: 'volume' }, 'ordered-ready': false };
}

/** An overlay that is off is `false`. */
function aclUsers({ overlays }: Config): readonly AclUser[] {
  const settings = overlays?.['acl-user'];
  return settings ? (settings.users ?? []) : [];
}

const AFFINITY = ['overlays', 'node-affinity'];
const ANNOUNCE = ['overlays', 'announce-host-ip'];

/** What the comments of a new configuration say beside the configuration. */
export interface Origin {
  /** Where editors find the schema. */
  schema: string;
  /** Where the nodes come from. */
  origin: string;
  layout: Layout;
}

/** The configuration as a file with the reasons in it; comments on what `--set` took away are left out. */
export function configText(config: Config, { schema, origin, layout }: Origin): string {
  const nodes = config.nodes ?? [];
  const announces = typeof config.overlays?.['announce-host-ip'] === 'object';
  const local = typeof config.overlays?.['local-data'] === 'object';
  const tolerations = config.install?.tolerations ?? [];
  const users = aclUsers(config);
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
      [['install', 'persistence'], ...persistence(dataPlaceOf(config))],
      [['install', 'tolerations'], 'For the taints of the nodes above.'],
      [['overlays', 'local-data'], ...LOCAL_DATA],
      [ANNOUNCE, ...(announces ? ANNOUNCED : local ? NOT_NEEDED : NOT_ANNOUNCED)],
      [['overlays', 'acl-user'], ...USERS],
      [AFFINITY, ...(local ? HELD : announces ? WEIGHTS : PINNED)],
      ...(config.overlays?.['ordered-ready'] === false ? [[['overlays', 'ordered-ready'], ...AT_ONCE] as const] : []),
    ],
    below: config.overlays?.['acl-user'] === undefined ? [[['overlays'], '', ...ACL_USER]] : [],
    flow: [
      ...nodes.map((_, index) => ['nodes', index]),
      ...tolerations.map((_, index) => ['install', 'tolerations', index]),
      ['install', 'persistence'],
      AFFINITY,
      ...users.map((_, index) => ['overlays', 'acl-user', 'users', index, 'password']),
    ],
    apart: [
      ['release'],
      ['nodes'],
      ['install'],
      ['overlays'],
      ANNOUNCE,
      AFFINITY,
      ['overlays', 'acl-user'],
      ['overlays', 'ordered-ready'],
    ],
  });
}

/** Where no schema lies beside the file. */
export const OWN_SCHEMA = './redis-hostport.schema.json';

const NODES = [
  'Pod 0 belongs on the first node, pod 1 on the second, and so on; the IPs are those by which clients reach the nodes.',
  'Keep the order once the release is installed: it is the order of the IPs that the pods announce.',
];
function persistence(chosen: DataPlace): string[] {
  const { where } = DATA_PLACES[chosen];
  const lines = Object.entries(DATA_PLACES).map(([name, { survives }]) => `  ${name.padEnd(6)} ${survives}`);
  return [`The data lies ${where}. What it survives, by \`init --data\`:`, ...lines];
}
const LOCAL_DATA = [
  'Pod i keeps its data on node i, in /var/lib/redis-hostport, and runs there or waits; the files stay when the release is',
  'removed, and the next install finds them. The append-only file is on.',
];
const NOT_NEEDED = ['Not needed beside local-data, and harmless: pod i is on node i, whose IP it announces.'];
const HELD = ["The runbook's preference, which decides nothing: the data holds each pod on its node."];
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
const USERS = [
  'The password comes from the environment of Helm and is written as its SHA-256; where the variable is not set, nothing is',
  'rendered. While it changes there are two: password: [{ env: NEW }, { env: OLD }], see `redis-hostport password --help`.',
];
const ACL_USER = [
  "The application's user; the password comes from the environment of Helm and is written as its SHA-256.",
  'acl-user:',
  '  users:',
  '    - name: song',
  '      password: { env: SONG_PASSWORD }',
];
