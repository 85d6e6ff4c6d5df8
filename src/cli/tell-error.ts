import { join } from 'node:path';
import type { Io } from '../commands/io.js';
import { errorText } from '../report/error-text.js';

/**
 * Tells an error on standard error. Helm 4 throws a post-renderer's standard error away, so there it also goes to the
 * terminal, when there is one, and to a log file in Helm's cache folder.
 */
export async function tellError(error: unknown, io: Io): Promise<void> {
  const message = errorText(error);
  io.stderr.write(message);
  if (io.env.HELM_PLUGIN_NAME === undefined) return;
  attempt(() => io.appendFile('/dev/tty', message));
  attempt(() => io.appendFile(helmLog(io.env), `${new Date().toISOString()} ${message}`));
}

/** `$HELM_CACHE_HOME/redis-hostport.log`; Helm sets the variable for its plugins. */
export function helmLog(env: Io['env']): string {
  const cache = env.HELM_CACHE_HOME ?? join(env.XDG_CACHE_HOME ?? join(env.HOME ?? '.', '.cache'), 'helm');
  return join(cache, 'redis-hostport.log');
}

/** There may be no terminal and no writable folder: the error itself must not be lost to that. */
function attempt(tell: () => void): void {
  try {
    tell();
  } catch {}
}
