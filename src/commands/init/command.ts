import { dirname, join } from 'node:path';
import { failure } from '../../base/errors.js';
import { DEFAULT_CONFIG_FILE, HEAD } from '../../config/config.js';
import { passwordVariable } from '../../config/environment.js';
import { configuredLayout, replicasInWords } from '../../config/nodes.js';
import { commandTexts } from '../../generated/commands.js';
import { schemas } from '../../generated/schemas.js';
import { defaults } from '../../generated/shipped.js';
import { initTexts as texts } from '../../generated/templates.js';
import type { Config } from '../../generated/types.js';
import { configurationOf } from '../../overlays/configuration.js';
import { installOf } from '../../overlays/setup.js';
import { commentedYaml } from '../../yaml/commented.js';
import type { CommandContext, ContextOf } from '../command.js';
import { writeOutput } from '../output.js';
import { nodesFromArguments, nodesFromKubectl, type StartingPoint } from './nodes.js';

/** What the data survives in each place, with the append-only file on. */
const SURVIVES = commandTexts.init.options.data.about;

export async function runInit(context: ContextOf<'init'>): Promise<number> {
  const { io, sources, values } = context;
  const { node: given = [], user: users = [] } = values;
  const start = given.length > 0 ? nodesFromArguments(context, given) : await nodesFromKubectl(context);
  if (sources.overlays.length > 0) throw failure('init-overlays', {});
  const file = values.output ?? sources.file ?? (io.env.REDIS_HOSTPORT_CONFIG || DEFAULT_CONFIG_FILE);
  // With `--set` laid over it, as every command will read it; it must make a cluster.
  const content = newConfig(start, users);
  const loaded = configurationOf({ ...sources, given: { name: 'the new configuration', content } });
  const { config } = loaded;
  const number = config.nodes?.length ?? 0;
  const layout = configuredLayout(loaded, number, installOf(loaded).replicas);
  const about = { number, masters: layout.masters, replicas: replicasInWords(layout.replicas), origin: start.origin };
  const schema = schemaBeside(context, file);
  await writeOutput(context, file, configText(config, schema, about), { exclusive: !values.force });
  if (file !== '-' && schema === OWN_SCHEMA)
    await writeOutput(context, join(dirname(file), schema), `${JSON.stringify(schemas.config, null, 2)}\n`);
  const made = `${number} nodes, ${about.masters} masters with ${about.replicas}`;
  if (file !== '-') io.stderr.write(`redis-hostport: ${file}: ${made}\n`);
  const place = dataPlaceOf(config);
  io.stderr.write(`redis-hostport: the data lies ${texts.data[place]}; it survives: ${SURVIVES[place]}\n`);
  return 0;
}

/** The configuration that holds: data on the nodes is a pin; else announce-host-ip where that is possible, else a pin. */
function newConfig({ nodes, internalIps, tolerations, data }: StartingPoint, users: readonly string[]): Config {
  return {
    ...HEAD,
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

function overlaysFor(internalIps: boolean, data: StartingPoint['data']): NonNullable<Config['overlays']> {
  const steered = { 'node-affinity': { placement: 'runbook' }, 'ordered-ready': false } as const;
  if (data === 'node') return { 'local-data': {}, 'announce-host-ip': false, ...steered };
  if (internalIps) return { 'announce-host-ip': {}, ...steered };
  return { 'announce-host-ip': false, 'node-affinity': { placement: 'pinned', pin: 'volume' }, 'ordered-ready': false };
}

/** Where a configuration puts the data, whatever was asked for. */
function dataPlaceOf({ install, overlays }: Config): StartingPoint['data'] {
  if (typeof overlays?.['local-data'] === 'object') return 'node';
  return install?.persistence?.enabled === false ? 'pod' : 'claim';
}

/** Where no schema lies beside the file. */
const OWN_SCHEMA = './redis-hostport.schema.json';

/** The schema for editors: the one in the folder of the file, as in a clone of redis-hostport, else one that is written. */
function schemaBeside({ io }: CommandContext, file: string): string {
  const schema = 'schemas/config.schema.json';
  try {
    io.readFile(join(dirname(file), schema));
    return `./${schema}`;
  } catch {
    return OWN_SCHEMA;
  }
}

/** The configuration as a file with the reasons in it; comments on what `--set` took away are left out. */
function configText(config: Config, schema: string, about: Readonly<Record<string, string | number>>): string {
  const { overlays = {} } = config;
  const announces = typeof overlays['announce-host-ip'] === 'object';
  const local = typeof overlays['local-data'] === 'object';
  const places = Object.entries(SURVIVES).map(([name, survives]) => `${name.padEnd(6)} ${survives}`);
  return commentedYaml(config, texts.example, {
    ...about,
    schema,
    ownSchema: schema === OWN_SCHEMA ? texts.ownSchema : undefined,
    where: texts.data[dataPlaceOf(config)],
    places: places.join('\n'),
    announceHostIp: texts.announceHostIp[announces ? 'on' : local ? 'besideLocalData' : 'off'],
    nodeAffinity: texts.nodeAffinity[local ? 'besideLocalData' : announces ? 'besideAnnounceHostIp' : 'pinned'],
    orderedReady: overlays['ordered-ready'] === false ? texts.orderedReady : undefined,
    noAclUser: overlays['acl-user'] === undefined ? texts.noAclUser : undefined,
  });
}
