import type { Io } from '../commands/io.js';
import { helmLog } from './helm-log.js';

/**
 * Reports an error on standard error. Helm 4 throws a post-renderer's standard error away, so there it also goes to the
 * terminal, when there is one, and to a log file in Helm's cache folder.
 *
 * @param heard whether standard error is read in any case: a command of a plugin has Helm's own
 */
export async function reportError(error: unknown, io: Io, heard: boolean): Promise<void> {
  // What measures the width of an excerpt takes as long to load as all the rest: only an error needs it.
  const { errorText } = await import('../report/error-text.js');
  const message = errorText(error);
  io.stderr.write(message);
  if (heard || io.env.HELM_PLUGIN_NAME === undefined) return;
  attempt(() => io.appendFile('/dev/tty', message));
  const log = helmLog(io.env);
  if (log !== undefined) attempt(() => io.appendFile(log, `${new Date().toISOString()} ${message}`));
}

/** There may be no terminal and no writable folder: the error itself must not be lost to that. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {}
}
