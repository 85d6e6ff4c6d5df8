import type { Path, Places } from '../../json/values.js';
import type { Node, Parsed } from './tree.js';

/** A scalar's or a key's place in the text. */
interface Written {
  start: number;
  end: number;
  isHarmless: boolean;
}

/**
 * The line of a document around an offset, as far as it may be shown. This is the one rule for everything that quotes a
 * manifest or a settings file, and it goes by place: a value is shown where nothing secret stands (harmless.json of
 * kubernetes/ and of config/), and so are the keys on the way there and a misspelt one beside them. At everything else (the
 * value of an unknown key, a variable's value, a Secret, a comment, a tag, an anchor) the line is cut off, and nothing is
 * shown where that comes before the offset.
 */
export function shownLine({ document: { text }, root }: Parsed, offset: number, harmless: Places): string | undefined {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const [line = ''] = text.slice(start).split(/\r?\n/, 1);
  const end = start + line.length;
  const isHere = (one: Omit<Written, 'isHarmless'>): boolean => one.start < end && one.end > start;
  const written = root ? writtenIn(root, [], harmless, isHere).filter(isHere) : [];
  const cut = firstHidden(text, written, start, end);
  if (cut >= end) return line;
  return cut < offset ? undefined : `${text.slice(start, cut)}…`;
}

/** Anything but YAML's own marks, which no one chose. */
const CHOSEN = /[^\s:,?{}[\]-]/;

/** @param written in the order of the text */
function firstHidden(text: string, written: readonly Written[], start: number, end: number): number {
  let at = start;
  for (const one of [...written, { start: end, end, isHarmless: true }]) {
    const chosen = text.slice(at, one.start).search(CHOSEN);
    if (chosen !== -1) return at + chosen;
    at = Math.max(at, one.start);
    if (!one.isHarmless) return at;
    at = Math.max(at, one.end);
  }
  return at;
}

/** What is written in a node; of what `isHere` leaves out, which is most of a document, nothing is looked at. */
function writtenIn(node: Node, path: Path, harmless: Places, isHere: (node: Node) => boolean): Written[] {
  if (!isHere(node)) return [];
  if (node.kind === 'sequence') {
    return node.items.flatMap((item, index) => writtenIn(item, [...path, index], harmless, isHere));
  }
  if (node.kind !== 'map') return [{ ...node, isHarmless: node.kind === 'scalar' && harmless(path) === 'in' }];
  return node.pairs.flatMap(({ key, value }) => {
    const below = [...path, key.kind === 'scalar' ? String(key.value) : ''];
    const isValued = value.end > value.start;
    const isKnown = harmless(below) !== undefined || (isValued && harmless(path) !== undefined);
    return [{ ...key, isHarmless: isKnown }, ...writtenIn(value, below, harmless, isHere)];
  });
}
