import { passwordVariable } from '../../config/environment.js';
import { type Layout, replicasInWords } from '../../config/nodes.js';
import { commandTexts } from '../../generated/commands.js';
import { defaults } from '../../generated/shipped.js';
import { initTexts as texts } from '../../generated/templates.js';
import type { Config, NodeEntry, Toleration } from '../../generated/types.js';
import { commentedYaml } from '../../yaml/commented.js';

/** Where a pod's data can lie. */
export type DataPlace = keyof typeof SURVIVES;

/** What the data survives in each place, with the append-only file on. */
export const SURVIVES = commandTexts.init.options.data.about;

/** Where a configuration puts the data, whatever was asked for. */
export function dataPlaceOf({ install, overlays }: Config): DataPlace {
  if (typeof overlays?.['local-data'] === 'object') return 'node';
  return install?.persistence?.enabled === false ? 'pod' : 'claim';
}

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

/** The configuration that holds: data on the nodes is a pin; else announce-host-ip where that is possible, else a pin. */
export function newConfig({ nodes, internalIps, tolerations, data, users }: NewConfig): Config {
  return {
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    // The runbook's name.
    release: 'ds-redis',
    nodes: nodes.map(({ name, ip }) => ({ name, ip })),
    install: {
      namespace: defaults.config.install.namespace,
      replicas: defaults.config.install.replicas,
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

/** The configuration as a file with the reasons in it; comments on what `--set` took away are left out. */
export function configText(
  config: Config,
  { schema, origin, layout }: { schema: string; origin: string; layout: Layout },
): string {
  const { nodes = [], overlays = {} } = config;
  const announces = typeof overlays['announce-host-ip'] === 'object';
  const local = typeof overlays['local-data'] === 'object';
  const places = Object.entries(SURVIVES).map(([name, survives]) => `${name.padEnd(6)} ${survives}`);
  return commentedYaml(config, texts.example, {
    schema,
    origin,
    ownSchema: schema === OWN_SCHEMA ? texts.ownSchema : undefined,
    number: nodes.length,
    masters: layout.masters,
    replicas: replicasInWords(layout.replicas),
    where: texts.data[dataPlaceOf(config)],
    places: places.join('\n'),
    announceHostIp: texts.announceHostIp[announces ? 'on' : local ? 'besideLocalData' : 'off'],
    nodeAffinity: texts.nodeAffinity[local ? 'besideLocalData' : announces ? 'besideAnnounceHostIp' : 'pinned'],
    orderedReady: overlays['ordered-ready'] === false ? texts.orderedReady : undefined,
    noAclUser: overlays['acl-user'] === undefined ? texts.noAclUser : undefined,
  });
}
