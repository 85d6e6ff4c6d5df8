import { join } from 'node:path';
import { HostportError } from '../base/errors.js';
import type { Io } from '../commands/io.js';

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

/** `redis-hostport: FILE:LINE:COLUMN: message`, the line it is about, and the next step. */
export function errorText(error: unknown): string {
  if (!(error instanceof HostportError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `redis-hostport: this is a defect of redis-hostport, please report it: ${detail}\n`;
  }
  const { message, position, excerpt, remedy } = error;
  const place = position
    ? [position.file, position.line, position.column].filter((part) => part !== undefined).join(':')
    : '';
  const parts = [`redis-hostport: ${place && `${place}: `}${message}`];
  if (excerpt !== undefined) parts.push(...excerptLines(excerpt, position?.column ?? 1));
  if (remedy) parts.push(remedy);
  return `${parts.join('\n')}\n`;
}

/** At most 80 columns of the line around the column, with a caret under it. */
function excerptLines(line: string, column: number): string[] {
  const from = Math.max(0, Math.min(column - 40, line.length - 76));
  const shown = line.slice(from, from + 76).replaceAll('\t', ' ');
  return [`    ${shown}`, `    ${' '.repeat(Math.max(0, column - 1 - from))}^`];
}
