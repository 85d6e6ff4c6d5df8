import { COMMIT, VERSION } from '../base/version.js';
import type { CommandContext, CommandTexts, RunCommand } from '../commands/command.js';
import type { Io } from '../commands/io.js';
import { parsed } from './arguments.js';
import { helmLog } from './helm-log.js';

/**
 * Does a piece of work. An error is reported on standard error; Helm 4 throws a post-renderer's standard error away, so there
 * it also goes to the terminal, when there is one, and to a log file in Helm's cache folder.
 *
 * @param heard whether standard error is read in any case: a command of a plugin has Helm's own
 * @returns the exit code: 0 fine, 1 findings, 2 an error
 */
export async function reporting(io: Io, work: () => Promise<number>, heard = true): Promise<number> {
  try {
    return await work();
  } catch (error) {
    // What measures the width of an excerpt takes as long to load as all the rest: only an error needs it.
    const { errorText } = await import('../report/error-text.js');
    const message = errorText(error);
    io.stderr.write(message);
    if (!heard && io.env.HELM_PLUGIN_NAME !== undefined) {
      append(io, '/dev/tty', message);
      append(io, helmLog(io.env), `${new Date().toISOString()} ${message}`);
    }
    return 2;
  }
}

/** There may be no terminal and no writable folder: the error itself must not be lost to that. */
function append(io: Io, file: string | undefined, text: string): void {
  try {
    if (file !== undefined) io.appendFile(file, text);
  } catch {}
}

/** Runs a command with the words of the command line. */
export async function runCommand(
  io: Io,
  texts: CommandTexts,
  run: RunCommand,
  help: () => string | Promise<string>,
): Promise<number> {
  const { values, outputs, positionals } = parsed(io.argv, texts);
  if (values.help || values.version) {
    await io.stdout.write(values.help ? await help() : versionText(io));
    return 0;
  }
  const { config: file, set = [], overlay: overlays = [] }: CommandContext['values'] = values;
  const sources = { file, set, overlays, env: io.env, read: io.readFile };
  // The first is the command's name; post-rendering, which has none, takes no words.
  return run({ io, values, outputs, positionals: positionals.slice(1), sources });
}

/** `0.1.0 (commit 1234abc, node v22.1.0)`. */
function versionText({ runtime }: Io): string {
  const built = [COMMIT && `commit ${COMMIT}`, runtime].filter(Boolean).join(', ');
  return `${VERSION}${built && ` (${built})`}\n`;
}
