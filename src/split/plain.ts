import { YAMLException } from 'js-yaml';
import type { Document } from 'yaml';
import { plainEvents } from './plain-events.js';
import { plainTree } from './plain-tree.js';
import { NotPlain, plainValue } from './plain-value.js';

/** A document which the quick reading knows. */
export interface Plain {
  value: unknown;
  /** The tree that `yaml` would give; undefined where an offset does not follow from the events. */
  tree: () => Document | undefined;
}

/**
 * Reads what Helm renders from js-yaml's events, which cost a fifth of a syntax tree of `yaml`: one document that is a
 * collection, in block or flow style, without anchors, aliases, tags, merge keys, directives and explicit keys.
 *
 * @returns undefined for all other documents, and for each mistake: those are for `yaml`
 */
export function readPlain(text: string): Plain | undefined {
  if (!looksPlain(text)) return undefined;
  return ifPlain(() => {
    const events = plainEvents(text);
    return { value: plainValue(text, events), tree: () => ifPlain(() => plainTree(text, events)) };
  });
}

/** Without what the two parsers read differently: lone carriage returns, an indented root, `...`, byte order marks. */
function looksPlain(text: string): boolean {
  if (/^[ \t]|[ \t]$/.test(text.charAt(0) + text.charAt(text.length - 1))) return false;
  if (text.includes('\n...') || text.startsWith('...') || text.includes('\ufeff')) return false;
  return !text.includes('\r') || !/\r(?!\n)/.test(text);
}

function ifPlain<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotPlain || error instanceof YAMLException) return undefined;
    throw error;
  }
}
