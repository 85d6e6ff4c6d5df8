import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Io } from '../commands/io.js';

/** From this size on the log begins again, and what it held is kept once, as `redis-hostport.log.1`. */
const FULL_BYTES = 256 * 1024;

/**
 * `$HELM_CACHE_HOME/redis-hostport.log` (Helm sets the variable for its plugins), else where Helm's cache is by default.
 * Only an absolute folder is taken: the XDG Base Directory Specification ignores relative ones, and the working folder
 * is often a repository.
 */
export function helmLog({ HELM_CACHE_HOME, XDG_CACHE_HOME, HOME }: Io['env']): string | undefined {
  const caches = [XDG_CACHE_HOME, HOME && join(HOME, '.cache')].map((cache) => cache && join(cache, 'helm'));
  const folder = [HELM_CACHE_HOME, ...caches].find((one) => one && isAbsolute(one));
  return folder && join(folder, 'redis-hostport.log');
}

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = constants;

/**
 * Appends to a log that only its owner can read. No link is followed, nothing that could wait (a FIFO) is opened, and
 * only the last folder is made: `mkdir -p` below /proc does not come back in Node.js.
 */
export function appendToLog(path: string, text: string): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 });
  const log = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const found = fstatSync(log);
    if (!found.isFile() || found.nlink > 1) return;
    if (found.size >= FULL_BYTES) {
      renameSync(path, `${path}.1`);
      return appendToLog(path, text);
    }
    fchmodSync(log, 0o600);
    writeSync(log, text);
  } finally {
    closeSync(log);
  }
}
