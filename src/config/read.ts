import { HostportError } from '../base/errors.js';
import type { SchemaName } from '../generated/validators.js';
import { type Parsed, positionAt } from '../yaml/read/document.js';
import { locate } from '../yaml/read/locate.js';
import { parse } from '../yaml/read/parse.js';
import { shownLine } from '../yaml/read/shown-line.js';
import { split } from '../yaml/read/split.js';
import { harmlessInSettings } from './harmless.js';
import { type Complaint, complaints } from './validate.js';

/** Reads a file's bytes; throws as node:fs does. */
export type ReadFile = (path: string) => Buffer;

/** The documents of a settings file which are more than comments; throws `config` for what is no YAML. */
export function settingsDocuments(read: ReadFile, file: string): Parsed[] {
  try {
    return split(readBytes(read, file), file)
      .documents.map(parse)
      .filter(({ value }) => value !== null);
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    throw new HostportError('config', error.message, { position: error.position });
  }
}

/** A document's value, checked against its schema; the most telling complaint is thrown with line and column. */
export function checked<T>(parsed: Parsed, schema: SchemaName, what: string): T {
  const [complaint] = complaints(schema, parsed.value, what);
  if (complaint) throw misconfigured(parsed, complaint);
  return parsed.value as T;
}

/** A `config` error at a path of a settings document. */
export function misconfigured(parsed: Parsed, { path, message }: Complaint, remedy?: string): HostportError {
  const { start } = locate(parsed, path);
  return new HostportError('config', message, {
    position: positionAt(parsed.document, start),
    excerpt: shownLine(parsed, start, harmlessInSettings),
    remedy,
  });
}

function readBytes(read: ReadFile, file: string): Buffer {
  try {
    return read(file);
  } catch (error) {
    throw new HostportError('config', `cannot be read: ${reason(error)}`, { position: { file }, cause: error });
  }
}

/** The system's reason in words, without its stack. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
};
