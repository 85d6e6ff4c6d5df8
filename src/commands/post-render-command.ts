import { configurationOf } from '../overlays/configuration.js';
import { postRenderStream } from '../overlays/post-render.js';
import type { CommandContext } from './command.js';
import { readStream } from './input.js';

export async function runPostRender(context: CommandContext): Promise<number> {
  const configuration = configurationOf(context.sources);
  const stream = await readStream(context, undefined);
  await context.io.stdout.write(postRenderStream(stream, configuration));
  return 0;
}
