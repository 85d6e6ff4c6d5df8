import { configurationOf } from '../overlays/configuration.js';
import { postRenderStream } from '../overlays/post-render.js';
import type { Command } from './command.js';
import { readStream } from './input.js';

export const postRenderCommand: Command = {
  summary: 'post-render standard input, as Helm asks for it',
  usage: ['redis-hostport [options] < rendered.yaml > post-rendered.yaml', 'redis-hostport COMMAND [options]'],
  description: [
    'Helm post-renderer for bitnami/redis-cluster on your own nodes: pod i runs on node i and binds its ports there.',
    'Reads what Helm renders on standard input and writes the same with the edits on standard output; every other byte',
    'stays. Exit codes: 0 fine, 1 findings, 2 usage, configuration or input error (then standard output stays empty).',
  ].join('\n'),
  options: {},
  examples: [
    'helm install ds-redis CHART -f values.yaml --post-renderer ./bin/redis-hostport      # Helm 3',
    'helm install ds-redis CHART -f values.yaml --post-renderer redis-hostport            # Helm 4, as a plugin',
    'helm template ds-redis CHART -f values.yaml | redis-hostport diff',
  ],
  async run(context) {
    const configuration = configurationOf(context.sources);
    const stream = await readStream(context, undefined);
    await context.io.stdout.write(postRenderStream(stream, configuration));
    return 0;
  },
};
