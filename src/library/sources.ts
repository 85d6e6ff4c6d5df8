import type { ConfigSources } from '../config/config.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { Options } from './api.js';

const HEAD = { apiVersion: 'redis-hostport/v1', kind: 'Config' };

/** What the configuration is called in messages. */
export const configName = ({ configFile }: Options): string => configFile ?? '<config>';

/** A call's options as the sources of a configuration: texts and objects are files that exist only here. */
export function sourcesOf(options: Options): ConfigSources {
  const { config = {}, overlays = [], env = {}, readFile } = options;
  const own = new Map([[configName(options), contentOf(typeof config === 'string' ? config : { ...HEAD, ...config })]]);
  for (const [index, overlay] of overlays.entries()) own.set(`<overlays[${index}]>`, contentOf(overlay));
  const [file, ...overlayFiles] = own.keys();
  return {
    file,
    set: [],
    overlays: overlayFiles,
    env,
    read: (path) => own.get(path) ?? bytesOf(readFile?.(path) ?? missing(path)),
  };
}

/** The stream under its name in messages. */
export function streamOf(input: string | Uint8Array, { file = '<input>' }: Options): Stream {
  return split(bytesOf(input), file);
}

const contentOf = (value: string | object): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function bytesOf(value: string | Uint8Array): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

function missing(path: string): never {
  throw Object.assign(new Error(`${path}: no readFile was given`), { code: 'NO_READER' });
}
