import { HostportError } from '../base/errors.js';
import type { ConfigSources } from '../config/config.js';
import { errorText } from '../report/error-text.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { Failure, Options } from './api.js';

/** Does a piece of work; an error for the user becomes a value, a defect stays an exception. */
export function attempt<T extends object>(work: () => T): ({ ok: true } & T) | Failure {
  try {
    return { ok: true, ...work() };
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const { code, message, position, remedy } = error;
    const more = { ...(position && { position }), ...(remedy !== undefined && { remedy }) };
    return { ok: false, error: { code, message, ...more, text: errorText(error) } };
  }
}

const HEAD = { apiVersion: 'redis-hostport/v1', kind: 'Config' };

/** A call's options as the sources of a configuration. */
export function sourcesOf({ config = {}, configFile = '<config>', ...options }: Options): ConfigSources {
  const { overlays = [], env = {}, readFile } = options;
  return {
    given: { name: configFile, content: typeof config === 'string' ? config : { ...HEAD, ...config } },
    set: [],
    overlays: overlays.map((content, index) => ({ name: `<overlays[${index}]>`, content })),
    env,
    read: (path) => bytesOf(readFile?.(path) ?? missing(path)),
  };
}

/** The stream under its name in messages. */
export function streamOf(input: string | Uint8Array, { file = '<input>' }: Options): Stream {
  return split(bytesOf(input), file);
}

function bytesOf(value: string | Uint8Array): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

function missing(path: string): never {
  throw Object.assign(new Error(`${path}: no readFile was given`), { code: 'NO_READER' });
}
