import { HostportError } from '../../base/errors.js';
import type { Release } from '../../charts/releases.js';
import type { Complaint } from '../../config/validate.js';
import type { NodeEntry, PasswordSource } from '../../generated/types.js';
import type { SchemaName } from '../../generated/validators.js';
import type { Path } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { Operation } from '../../yaml/edit/patch.js';
import { positionAt } from '../../yaml/read/document.js';
import { locate } from '../../yaml/read/locate.js';

/** What a transform is given beside its parameters. */
export interface Target {
  /** Name of the overlay that acts, for messages. */
  overlay: string;
  /** The object as it is after the transforms before this one. */
  value: JsonObject;
  /** The document it stands in, for positions. */
  manifest: Manifest;
  /** The release it belongs to; undefined for a document of no chart we know. */
  release: Release | undefined;
  /** The configured nodes, where there are any. */
  nodes: readonly NodeEntry[] | undefined;
  /** Reads a configured password. */
  readPassword: (source: PasswordSource, user: string) => string;
}

/** What a transform wants done: operations on its target, and objects to add to the stream or to bring up to date in it. */
export interface Change {
  operations: Operation[];
  documents?: JsonObject[];
}

/** A pure function from a target and parameters to RFC 6902 operations; it touches no text. */
export interface Transform {
  /** The schema of its parameters. */
  schema: SchemaName;
  /** What a schema cannot say about its parameters; asked only where they fit the schema. */
  check?: (parameters: Record<string, unknown>) => Complaint[];
  apply: (target: Target, parameters: Record<string, unknown>) => Change;
}

/** A `refused` error at a place in the target's document. */
export function refused(target: Target, path: Path, message: string, remedy: string): HostportError {
  const { parsed, document, title } = target.manifest;
  return new HostportError('refused', `${title}: ${message}`, {
    position: positionAt(document, locate(parsed, path).start),
    remedy,
  });
}

/** What the document does not allow is told with its place; what the configuration says wrong has none here. */
export function placed<T>(target: Target, path: Path, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HostportError) || error.code !== 'refused' || error.position) throw error;
    throw refused(target, path, error.message, error.remedy ?? '');
  }
}

/** Work on one setting: an error of it says which, so that it can be placed in the configuration file. */
export function aboutSetting<T>(setting: Path, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HostportError) || error.code !== 'config' || error.setting) throw error;
    throw new HostportError(error.code, error.message, { ...error, setting });
  }
}
