import { HostportError } from '../../base/errors.js';
import type { Parsed, StreamDocument } from './document.js';
import { Reader } from './reader.js';

/**
 * Reads a document as Kubernetes reads it, which is go-yaml 2 and JSON after it. `yaml` reads YAML 1.2 and differs in line
 * breaks, tabs, comments, flow text at the margin, numbers and tags: what Kubernetes takes it refuses, and the other way
 * round. test/go holds this reader against Go's.
 *
 * @throws HostportError `input` with the line and column of the first mistake
 */
export function parse(document: StreamDocument): Parsed {
  const root = new Reader(document).root();
  return { document, root, value: root?.value ?? null };
}

/** A text's value; undefined for what is not YAML. */
export function readValue(text: string): unknown {
  try {
    return parse({ file: '', bytes: Buffer.alloc(0), text, firstLine: 1 }).value;
  } catch (error) {
    if (error instanceof HostportError) return undefined;
    throw error;
  }
}

/**
 * Whether a text seems to hold an anchor and an alias. Kubernetes refuses a document whose aliases stand for too much of it;
 * to know that, it has to be read.
 */
export const mayHoldAliases = (text: string): boolean => /[\s[{,:]&[\w-]/.test(text) && /[\s[{,:]\*[\w-]/.test(text);
