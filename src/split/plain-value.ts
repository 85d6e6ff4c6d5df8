import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { isScalar } from 'yaml';
import { setOwn } from '../json.js';
import { implicitTags } from './kubernetes-yaml.js';

/** Thrown where a document holds more than the quick reading knows; such a document is read by `yaml`. */
export class NotPlain extends Error {}

/** A collection that is still open; the outermost stands for the document. */
type Open = { items: unknown[] } | { map: Record<string, unknown>; key: string | undefined };

/**
 * The value of one document of block and flow collections and of scalars.
 *
 * @throws NotPlain for anchors, aliases, tags, merge keys, directives, explicit keys and keys that are no scalars
 */
export function plainValue(text: string, events: readonly Event[]): unknown {
  const root: { items: unknown[] } = { items: [] };
  const open: Open[] = [];
  const explicit = /\?\s/.test(text);
  for (const event of events) {
    const parent = open.at(-1);
    if (event.type === EVENT_ID.POP) open.pop();
    else if (event.type === EVENT_ID.DOCUMENT && !parent && root.items.length === 0 && event.directives.length === 0) {
      open.push(root);
    } else if (!parent || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.ALIAS) throw new NotPlain();
    else if (event.type !== EVENT_ID.SCALAR) open.push(opened(text, event, parent));
    else if ('map' in parent && parent.key === undefined) parent.key = keyOf(text, event, explicit);
    else put(parent, scalarValue(text, event));
  }
  const [value] = root.items;
  if (root.items.length !== 1 || typeof value !== 'object' || value === null) throw new NotPlain();
  return value;
}

function opened(text: string, event: MappingEvent | SequenceEvent, parent: Open): Open {
  refuseProperties(event);
  const isMap = event.type === EVENT_ID.MAPPING;
  // A pair inside brackets (`[a: b]`) is a mapping without braces.
  if (event.style === COLLECTION_STYLE.FLOW && text[event.start] !== (isMap ? '{' : '[')) throw new NotPlain();
  const collection: Open = isMap ? { map: {}, key: undefined } : { items: [] };
  put(parent, 'map' in collection ? collection.map : collection.items);
  return collection;
}

function put(parent: Open, value: unknown): void {
  if ('items' in parent) {
    parent.items.push(value);
    return;
  }
  const { map, key } = parent;
  if (key === undefined) throw new NotPlain();
  setOwn(map, key, value);
  parent.key = undefined;
}

function keyOf(text: string, event: ScalarEvent, explicit: boolean): string {
  if (event.valueStart < 0 || (explicit && isExplicit(text, event.valueStart))) throw new NotPlain();
  const key = scalarValue(text, event);
  if (key === '<<' && event.style === SCALAR_STYLE.PLAIN) throw new NotPlain();
  return key === null ? '' : String(key);
}

/** Whether a key stands behind a `?`. */
function isExplicit(text: string, start: number): boolean {
  let at = start - 1;
  while (text[at] === ' ' || text[at] === '\t') at--;
  return text[at] === '?';
}

function scalarValue(text: string, event: ScalarEvent): unknown {
  refuseProperties(event);
  if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) {
    blockHeader(text, event.valueStart);
  }
  const source = getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.PLAIN) return source;
  const resolved = resolvePlain(source);
  return isScalar(resolved) ? resolved.value : resolved;
}

function refuseProperties(event: { anchorStart: number; tagStart: number }): void {
  if (event.anchorStart >= 0 || event.tagStart >= 0) throw new NotPlain();
}

/**
 * The offset of the `|` or `>` of a block scalar whose text begins on the next line.
 *
 * @throws NotPlain for an indentation indicator or a comment there
 */
export function blockHeader(text: string, textStart: number): number {
  const lineStart = text.lastIndexOf('\n', textStart - 2) + 1;
  const line = text.slice(lineStart, textStart);
  const header = BLOCK_HEADER.exec(line);
  if (!header || line.includes('#')) throw new NotPlain();
  return lineStart + header.index;
}

const BLOCK_HEADER = /[|>][-+]?[ \t]*\r?\n$/;

/** What a plain scalar means: by the first tag whose test it passes, else it is a string. May be a Scalar of yaml's. */
export function resolvePlain(source: string): unknown {
  if (!TAGGED.test(source)) return source;
  const tag = implicitTags.find(({ test }) => test.test(source));
  return tag ? tag.resolve(source, refuse, {}) : source;
}

/** Every scalar that is no string, and few that are: numbers by their beginning, words and nothing as a whole. */
const TAGGED = /^(?:[-+.0-9~]|(?:null|true|false|yes|no|on|off|y|n|e[0-9]+)?$)/i;

function refuse(): never {
  throw new NotPlain();
}
