import { dirname, join } from 'node:path';
import { failure } from '../../base/errors.js';
import { DEFAULT_CONFIG_FILE } from '../../config/config.js';
import { configuredLayout, type Layout, replicasInWords } from '../../config/nodes.js';
import { schemas } from '../../generated/schemas.js';
import { initTexts } from '../../generated/templates.js';
import type { Config } from '../../generated/types.js';
import { configurationOf } from '../../overlays/configuration.js';
import { installOf } from '../../overlays/setup.js';
import type { CommandContext, ContextOf } from '../command.js';
import { writeOutput } from '../reports.js';
import { configText, dataPlaceOf, newConfig, OWN_SCHEMA, SURVIVES } from './config-text.js';
import { nodesFromArguments, nodesFromKubectl } from './nodes.js';

/** What the new configuration is called in messages. */
const NEW = 'the new configuration';

export async function runInit(context: ContextOf<'init'>): Promise<number> {
  const { io, sources, values } = context;
  const { node: given = [], user: users = [] } = values;
  const origin = given.length > 0 ? '--node' : '`kubectl get nodes`';
  const start = given.length > 0 ? nodesFromArguments(context, given) : await nodesFromKubectl(context);
  const file = values.output ?? sources.file ?? (io.env.REDIS_HOSTPORT_CONFIG || DEFAULT_CONFIG_FILE);
  const { config, layout } = settled(context, newConfig({ ...start, users }));
  const schema = schemaBeside(context, file);
  const written = configText(config, { schema, origin, layout });
  await writeOutput(context, file, written, { exclusive: !values.force });
  if (file !== '-' && schema === OWN_SCHEMA)
    await writeOutput(context, join(dirname(file), schema), `${JSON.stringify(schemas.config, null, 2)}\n`);
  const made = `${layout.masters} masters with ${replicasInWords(layout.replicas)}`;
  if (file !== '-') io.stderr.write(`redis-hostport: ${file}: ${config.nodes?.length} nodes, ${made}\n`);
  const place = dataPlaceOf(config);
  io.stderr.write(`redis-hostport: the data lies ${initTexts.data[place]}; it survives: ${SURVIVES[place]}\n`);
  return 0;
}

/** The new configuration with `--set` laid over it, as every command will read it; it must make a cluster. */
function settled({ sources }: CommandContext, start: Config): { config: Config; layout: Layout } {
  if (sources.overlays.length > 0) throw failure('init-overlays', {});
  const loaded = configurationOf({ ...sources, given: { name: NEW, content: start } });
  const { replicas } = installOf(loaded);
  return { config: loaded.config, layout: configuredLayout(loaded, loaded.config.nodes?.length ?? 0, replicas) };
}

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
