import { dirname, isAbsolute, join } from 'node:path';
import { HostportError, reason, together } from '../base/errors.js';
import { copyOf, isDeeper, placesBy } from '../json/values.js';
import { MOST_LEVELS, parse } from '../yaml/read/parse.js';
import { shownLine } from '../yaml/read/shown-line.js';
import { positionAt, split } from '../yaml/read/split.js';
import { keyAt, locate, type Parsed } from '../yaml/read/tree.js';
import harmless from './harmless.json' with { type: 'json' };
import { type Complaint, complaints, type SchemaName } from './validate.js';

/**
 * Places of a settings file (a configuration, an overlay, a chart) at which there is no secret. A user's password and
 * rules are not among them, nor the value of an operation, nor anything that no schema knows.
 */
export const harmlessInSettings = placesBy(harmless);

/** A path as a settings file has it: relative to that file, where there is one. */
export function beside(path: string, file: string | undefined): string {
  return isAbsolute(path) || file === undefined ? path : join(dirname(file), path);
}

/** Reads a file's bytes; throws as node:fs does. */
export type ReadFile = (path: string) => Buffer;

/** Settings that are given, not read from a file: an object, or a text. */
export interface GivenSettings {
  /** What they are called in messages. */
  name: string;
  content: unknown;
}

export interface Settings<T = unknown> {
  value: T;
  /** The file, or the name of what was given. */
  file: string;
  /** Where paths of the value have lines; nothing for an object. */
  parsed?: Parsed;
}

/** The documents in a file, or in what was given, which are more than comments; throws `config` for what is not YAML. */
export function settingsIn(from: string | GivenSettings, read: ReadFile): Settings[] {
  const { name: file, content } = typeof from === 'string' ? { name: from, content: bytesOf(from, read) } : from;
  if (typeof content === 'string') return documentsIn(Buffer.from(content), file);
  if (Buffer.isBuffer(content)) return documentsIn(content, file);
  if (!isDeeper(content, MOST_LEVELS)) return [{ value: copyOf(content), file }];
  const message = `nested more than ${MOST_LEVELS} levels deep, or in itself`;
  throw new HostportError('config', message, { position: { file } });
}

function documentsIn(bytes: Buffer, file: string): Settings[] {
  try {
    const documents = split(bytes, file).documents.map(parse);
    return documents.filter(({ value }) => value !== null).map((parsed) => ({ value: parsed.value, file, parsed }));
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    throw new HostportError('config', error.message, { position: error.position });
  }
}

/** The settings, where they fit their schema; else all complaints are thrown together, each with line and column. */
export function checked<T>(settings: Settings, schema: SchemaName, what: string): Settings<T> {
  const error = together(complaints(schema, settings.value, what).map((one) => misconfigured(settings, one)));
  if (error) throw error;
  return settings as Settings<T>;
}

/** A `config` error at a path of settings. */
export function misconfigured({ file, parsed }: Settings, { path, message, isKey }: Complaint, remedy?: string) {
  if (!parsed) return new HostportError('config', message, { position: { file }, remedy });
  const { start } = (isKey && keyAt(parsed, path)) || locate(parsed, path);
  const [position, excerpt] = [positionAt(parsed.document, start), shownLine(parsed, start, harmlessInSettings)];
  return new HostportError('config', message, { position, excerpt, remedy });
}

function bytesOf(file: string, read: ReadFile): Buffer {
  try {
    return read(file);
  } catch (error) {
    throw new HostportError('config', `cannot be read: ${reason(error)}`, { position: { file }, cause: error });
  }
}
