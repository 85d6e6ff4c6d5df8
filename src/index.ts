/**
 * redis-hostport as a library. Nothing here reads the process: no environment variable, no working directory, and no file
 * but through the function given. The same input gives the same result.
 */

import { VERSION } from './base/version.js';
import { configuredLint, lintManifests, objectsOf } from './commands/lint/lint.js';
import type { Failure, Linted, Options, PostRendered } from './library/api.js';
import { attempt, sourcesOf, streamOf } from './library/calls.js';
import { configurationOf } from './overlays/configuration.js';
import { postRenderStream } from './overlays/post-render.js';

export type { Position } from './base/position.js';
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
    const bytes = Buffer.concat(postRenderStream(stream, configuration));
    const output = typeof input === 'string' ? bytes.toString('utf8') : new Uint8Array(bytes);
    return { output: output as PostRendered<T>['output'], changed: !bytes.equals(stream.bytes) };
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
