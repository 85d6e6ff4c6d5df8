import { filled } from '../../base/words.js';
import { passwordVariable } from '../../config/environment.js';
import { DEFAULTS } from '../../config/install.js';
import { type Layout, replicasInWords } from '../../config/layout.js';
import { initTexts as texts } from '../../generated/templates.js';
import type { Config, NodeEntry, Toleration } from '../../generated/types.js';
import { commentedYaml } from '../../yaml/commented.js';
import { type DataPlace, dataPlaceOf, SURVIVES } from './data.js';

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
      ...(users.length > 0 && {
        'acl-user': { users: users.map((name) => ({ name, password: { env: passwordVariable(name) } })) },
      }),
    },
  };
}

function overlaysFor(internalIps: boolean, data: DataPlace): NonNullable<Config['overlays']> {
  const steered = { 'node-affinity': { placement: 'runbook' }, 'ordered-ready': false } as const;
  if (data === 'node') return { 'local-data': {}, 'announce-host-ip': false, ...steered };
  if (internalIps) return { 'announce-host-ip': {}, ...steered };
  return { 'announce-host-ip': false, 'node-affinity': { placement: 'pinned', pin: 'volume' }, 'ordered-ready': false };
}

/** Where no schema lies beside the file. */
export const OWN_SCHEMA = './redis-hostport.schema.json';

const AFFINITY = ['overlays', 'node-affinity'];
const ANNOUNCE = ['overlays', 'announce-host-ip'];
const LOCAL_DATA = ['overlays', 'local-data'];
const ACL_USER = ['overlays', 'acl-user'];
const ORDERED_READY = ['overlays', 'ordered-ready'];

/** What the comments of a new configuration say beside the configuration. */
interface Origin {
  /** Where editors find the schema. */
  schema: string;
  /** Where the nodes come from. */
  origin: string;
  layout: Layout;
}

/** The configuration as a file with the reasons in it; comments on what `--set` took away are left out. */
export function configText(config: Config, { schema, origin, layout }: Origin): string {
  const { nodes = [], install, overlays = {} } = config;
  const announces = typeof overlays['announce-host-ip'] === 'object';
  const local = typeof overlays['local-data'] === 'object';
  const aclUser = overlays['acl-user'];
  const users = (typeof aclUser === 'object' && aclUser.users) || [];
  const announce = announces ? 'on' : local ? 'besideLocalData' : 'off';
  const affinity = local ? 'besideLocalData' : announces ? 'besideAnnounceHostIp' : 'pinned';
  const { masters, replicas } = layout;
  const where = texts.data[dataPlaceOf(config)];
  const places = Object.entries(SURVIVES).map(([name, survives]) => `  ${name.padEnd(6)} ${survives}`);
  return commentedYaml({
    value: config,
    head: lines(texts.head, { schema, origin, how: schema === OWN_SCHEMA ? texts.ownSchema : '' }),
    above: [
      [['release'], ...lines(texts.release)],
      [['nodes'], ...lines(texts.nodes)],
      [
        ['install', 'replicas'],
        ...lines(texts.replicas, { nodes: nodes.length, masters, replicas: replicasInWords(replicas) }),
      ],
      [['install', 'persistence'], ...lines(texts.persistence, { where, places: places.join('\n') })],
      [['install', 'tolerations'], ...lines(texts.tolerations)],
      [LOCAL_DATA, ...lines(texts.localData)],
      [ANNOUNCE, ...lines(texts.announceHostIp[announce])],
      [ACL_USER, ...lines(texts.aclUser)],
      [AFFINITY, ...lines(texts.nodeAffinity[affinity])],
      ...(overlays['ordered-ready'] === false ? [[ORDERED_READY, ...lines(texts.orderedReady)] as const] : []),
    ],
    below: aclUser === undefined ? [[['overlays'], '', ...lines(texts.noAclUser)]] : [],
    flow: [
      ...nodes.map((_, index) => ['nodes', index]),
      ...(install?.tolerations ?? []).map((_, index) => ['install', 'tolerations', index]),
      ['install', 'persistence'],
      AFFINITY,
      ...users.map((_, index) => [...ACL_USER, 'users', index, 'password']),
    ],
    apart: [['release'], ['nodes'], ['install'], ['overlays'], ANNOUNCE, AFFINITY, ACL_USER, ORDERED_READY],
  });
}

function lines(text: string, values: Readonly<Record<string, string | number>> = {}): string[] {
  return filled(text, values).trimEnd().split('\n');
}
