import type { CommandContext } from '../commands/command.js';
import { readStream } from '../commands/input.js';
import type { Io } from '../commands/io.js';
import { postRenderTexts } from '../generated/commands.js';
import { configurationOf } from '../overlays/configuration.js';
import { postRenderStream } from '../overlays/post-render.js';
import { commandName, spelledOut } from './arguments.js';
import { reporting, runCommand } from './run.js';

/**
 * Runs one command line. Helm waits for post-rendering, so the other commands are a bundle of their own (scripts/build.mjs),
 * which shares no code with this one: only `io`, texts and the exit code pass between the two.
 *
 * @returns the exit code: 0 fine, 1 findings, 2 usage, configuration or input error
 */
export function cli(given: Io): Promise<number> {
  const io = { ...given, argv: spelledOut(given.argv) };
  const name = commandName(io.argv);
  if (name !== undefined) return reporting(io, async () => (await import('./commands.js')).runNamed(name, io));
  const help = async (): Promise<string> => (await import('./commands.js')).wholeHelp(io);
  return reporting(io, () => runCommand(io, postRenderTexts, postRender, help), false);
}

async function postRender({ io, sources }: CommandContext): Promise<number> {
  const configuration = configurationOf(sources);
  const stream = await readStream({ io }, undefined);
  await io.stdout.write(postRenderStream(stream, configuration));
  return 0;
}
