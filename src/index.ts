/**
 * redis-hostport as a library. Nothing here reads the process: no environment variable, no working directory, and no file
 * but through the function given. The same input gives the same result.
 */

import { HostportError } from './base/errors.js';
import { VERSION } from './base/version.js';
import { configuredLint, lintManifests, objectsOf } from './commands/lint/lint.js';
import { type ConfigSources, HEAD } from './config/config.js';
import type { Failure, Linted, Options, PostRendered } from './library/api.js';
import { configurationOf } from './overlays/configuration.js';
import { postRenderStream } from './overlays/post-render.js';
import { errorText } from './report/error-text.js';
import { type Stream, split } from './yaml/read/split.js';

export type { Position } from './base/fault.js';
export type { Config } from './generated/types.js';
export type * from './library/api.js';
export type { Finding, Severity } from './report/report.js';

/**
 * Post-renders what Helm renders: every byte outside the edited places stays.
 *
 * @param input a stream of manifests, as text or as bytes
 * @returns the stream with the edits, of the input's type; or why there is none
 */
export function postRender<T extends string | Uint8Array>(input: T, options: Options = {}): PostRendered<T> | Failure {
  return attempt(() => {
    const configuration = configurationOf(sourcesOf(options));
    const stream = streamOf(input, options);
    const text = postRenderStream(stream, configuration);
    const output = typeof input === 'string' ? text : new Uint8Array(Buffer.from(text));
    return { output: output as PostRendered<T>['output'], changed: text !== stream.text };
  });
}

/**
 * Checks a stream, before or after post-rendering, as `redis-hostport lint` does.
 *
 * @returns the findings; or why it could not be checked
 */
export function lint(input: string | Uint8Array, options: Options = {}): Linted | Failure {
  return attempt(() => ({
    findings: lintManifests(objectsOf(streamOf(input, options)), configuredLint(sourcesOf(options))),
  }));
}

/** The version of redis-hostport. */
export const version: string = VERSION;

/** Does a piece of work; an error for the user becomes a value, a defect stays an exception. */
function attempt<T extends object>(work: () => T): ({ ok: true } & T) | Failure {
  try {
    return { ok: true, ...work() };
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const { code, message, position, remedy } = error;
    const more = { ...(position && { position }), ...(remedy !== undefined && { remedy }) };
    return { ok: false, error: { code, message, ...more, text: errorText(error) } };
  }
}

function sourcesOf({
  config = {},
  configFile = '<config>',
  overlays = [],
  env = {},
  readFile,
}: Options): ConfigSources {
  return {
    given: { name: configFile, content: typeof config === 'string' ? config : { ...HEAD, ...config } },
    set: [],
    overlays: overlays.map((content, index) => ({ name: `<overlays[${index}]>`, content })),
    env,
    read: (path) => {
      if (!readFile) throw new Error(`${path}: no readFile was given`);
      return bytesOf(readFile(path));
    },
  };
}

function streamOf(input: string | Uint8Array, { file = '<input>' }: Options): Stream {
  return split(bytesOf(input), file);
}

function bytesOf(value: string | Uint8Array): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
