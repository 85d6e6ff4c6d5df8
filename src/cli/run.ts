import { COMMIT, VERSION } from '../base/version.js';
import type { Command, CommandContext } from '../commands/command.js';
import type { Io } from '../commands/io.js';
import { parsed } from './arguments.js';
import { reportError } from './report-error.js';

/** Does a piece of work; an error is reported, also where Helm would throw it away. @returns the exit code: 0 fine, 1 findings, 2 an error */
export async function reporting(
  io: Io,
  work: () => Promise<number>,
  { heard = true }: { heard?: boolean } = {},
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    await reportError(error, io, heard);
    return 2;
  }
}

/** Runs a command with the words of the command line. */
export async function runCommand(
  io: Io,
  command: Command,
  { name, help }: { name?: string; help: () => string | Promise<string> },
): Promise<number> {
  const { values, outputs, positionals } = parsed(io.argv, command);
  if (values.help || values.version) {
    await io.stdout.write(values.help ? await help() : versionText(io));
    return 0;
  }
  const { config: file, set = [], overlay: overlays = [] }: CommandContext['values'] = values;
  return command.run({
    ...{ io, values, outputs },
    positionals: name === undefined ? positionals : positionals.slice(1),
    sources: { file, set, overlays, env: io.env, read: io.readFile },
  });
}

/** `0.1.0 (commit 1234abc, node v22.1.0)`. */
function versionText({ runtime }: Io): string {
  const built = [COMMIT && `commit ${COMMIT}`, runtime].filter(Boolean).join(', ');
  return `${VERSION}${built && ` (${built})`}\n`;
}
