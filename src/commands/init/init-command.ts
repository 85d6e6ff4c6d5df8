import { dirname, join } from 'node:path';
import { HostportError } from '../../base/errors.js';
import { DEFAULT_CONFIG_FILE } from '../../config/config.js';
import { installOf } from '../../config/install.js';
import { type Layout, layoutOf, replicasInWords } from '../../config/layout.js';
import { reason } from '../../config/read.js';
import { schemas } from '../../generated/schemas.js';
import { initTexts } from '../../generated/templates.js';
import type { Config } from '../../generated/types.js';
import { configurationOf } from '../../overlays/configuration.js';
import { type Command, type CommandContext, text, texts } from '../command.js';
import { writeOutput } from '../formats.js';
import { KUBECTL_OPTIONS } from '../kubectl.js';
import { configText, newConfig, OWN_SCHEMA } from './config-text.js';
import { DATA_PLACES, dataPlaceOf, places } from './data.js';
import { nodesFromArguments, nodesFromKubectl } from './node-sources.js';

export const initCommand: Command = {
  summary: 'write a commented redis-hostport.yaml, from `kubectl get nodes -o json` or from names and IPs',
  usage: [
    'redis-hostport init --from-cluster [--data WHERE] [--selector SELECTOR] [--count N]',
    'kubectl get nodes,storageclass -o json | redis-hostport init [--data WHERE] [--selector SELECTOR] [--count N]',
    'redis-hostport init --node NAME=IP --node NAME=IP … [--internal-ips]',
  ],
  description:
    'Writes a commented redis-hostport.yaml, and its schema for editors beside it. From kubectl it takes the ready workers with their InternalIPs, by name;\n' +
    'from --node the nodes in the order given. It chooses a placement that holds: pods that announce the IP of their\n' +
    "own node where the IPs are the nodes' InternalIPs, else pods that are pinned to their nodes. What the data survives:\n" +
    places('--data '),
  options: {
    node: { value: 'NAME=IP', multiple: true, description: 'a node, instead of those from kubectl; repeatable' },
    user: {
      value: 'NAME',
      multiple: true,
      description: "an application's user; its password is read from $NAME_PASSWORD wherever Helm runs; repeatable",
    },
    'from-cluster': { description: 'ask kubectl for the nodes and the StorageClasses' },
    ...KUBECTL_OPTIONS,
    'internal-ips': { description: "the IPs of --node are the nodes' InternalIPs (kubectl get nodes -o wide)" },
    data: {
      value: 'WHERE',
      choices: DATA_PLACES,
      description:
        'where the data lies: node, claim or pod; default: claim with a default StorageClass in the input, else node',
    },
    selector: { short: 'l', value: 'SELECTOR', description: "kubectl's label selector: 'disk=ssd,zone in (a,b)'" },
    count: { value: 'N', description: 'take the first N; default: all' },
    'control-plane': { description: 'take control-plane nodes, too, and tolerate their taint' },
    tolerate: { value: 'KEY', multiple: true, description: 'take nodes with this taint, and tolerate it; repeatable' },
    output: { short: 'o', value: 'FILE', description: 'where to write; - prints; default: where --config looks' },
    force: { description: 'overwrite a file that is there' },
  },
  examples: [
    'redis-hostport init --from-cluster --count 6 --user song',
    'kubectl get nodes,storageclass -o json | redis-hostport init --count 6 --user song',
    'redis-hostport init --node dio-master01=10.0.0.4 --node dio-master02=10.0.0.5 --node dio-master03=10.0.0.6 --set install.replicas=0',
    'kubectl get nodes -o json | redis-hostport init -o - --data pod --set release=my-redis',
  ],
  async run(context) {
    const { io, sources } = context;
    const given = texts(context, 'node');
    const origin = given.length > 0 ? '--node' : '`kubectl get nodes`';
    const start = given.length > 0 ? nodesFromArguments(context, given) : await nodesFromKubectl(context);
    const file = text(context, 'output') ?? sources.file ?? (io.env.REDIS_HOSTPORT_CONFIG || DEFAULT_CONFIG_FILE);
    const { config, layout } = settled(
      context,
      newConfig({ ...start, users: texts(context, 'user') }),
      given.length > 0,
    );
    const schema = schemaBeside(context, file);
    const written = configText(config, { schema, origin, layout });
    if (file === '-') await io.stdout.write(written);
    else {
      writeNew(context, file, written);
      if (schema === OWN_SCHEMA)
        await writeOutput(context, join(dirname(file), schema), `${JSON.stringify(schemas.config, null, 2)}\n`);
    }
    const made = `${layout.masters} masters with ${replicasInWords(layout.replicas)}`;
    if (file !== '-') io.stderr.write(`redis-hostport: ${file}: ${config.nodes?.length} nodes, ${made}\n`);
    const { where, survives } = initTexts.data[dataPlaceOf(config)];
    io.stderr.write(`redis-hostport: the data lies ${where}; it survives: ${survives}\n`);
    return 0;
  },
};

/** The new configuration with `--set` laid over it, as every command will read it; it must make a cluster. */
function settled(
  { sources }: CommandContext,
  start: Config,
  fromArguments: boolean,
): { config: Config; layout: Layout } {
  if (sources.overlays.length > 0) {
    throw new HostportError('usage', 'init reads no overlays', {
      remedy: 'List them below overlayFiles in what it writes.',
    });
  }
  const virtual = { ...sources, given: { name: 'redis-hostport.yaml', content: start } };
  const loaded = configurationOf(virtual);
  const { replicas } = installOf(loaded);
  const nodes = loaded.config.nodes?.length ?? 0;
  const layout = layoutOf(nodes, replicas);
  if (!('fault' in layout)) return { config: loaded.config, layout };
  const [first = 0] = layout.fitting;
  const fewer = !fromArguments && first < nodes ? `--count ${first} takes the first ${first}` : undefined;
  const other = replicas > 0 && nodes >= 3 ? '--set install.replicas=N changes the replicas of each master' : undefined;
  const ways = [fewer, other].filter((way) => way !== undefined);
  throw new HostportError('usage', layout.fault, { remedy: ways.length > 0 ? `${ways.join('; ')}.` : undefined });
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

function writeNew({ io, values }: CommandContext, file: string, written: string): void {
  try {
    io.writeFile(file, written, { exclusive: !values.force });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new HostportError('usage', `cannot be written: ${reason(error)}`, { position: { file } });
    }
    throw new HostportError('usage', 'is there already', {
      position: { file },
      remedy: '--force overwrites it, --output FILE writes another file, --output - prints.',
    });
  }
}
