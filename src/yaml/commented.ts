import { Document, isCollection, isMap, isNode, isScalar, isSeq } from 'yaml';

type Path = readonly (string | number)[];

/** A value for a YAML file and what a reader should know about it. */
interface CommentedYaml {
  value: unknown;
  /** Lines above everything else. */
  head?: readonly string[];
  /** Lines above a key or an item of a list. */
  above?: readonly (readonly [path: Path, ...lines: string[]])[];
  /** On the line of an item of a list, after it. */
  beside?: readonly (readonly [path: Path, text: string])[];
  /** Lines below the last entry of a mapping or list. */
  below?: readonly (readonly [path: Path, ...lines: string[]])[];
  /** Written on one line: `{ name: a, ip: b }`. */
  flow?: readonly Path[];
  /** Keys with an empty line above them. */
  apart?: readonly Path[];
}

/**
 * A YAML file with comments. Strings that YAML 1.1 takes for something else (`yes`, `0755`) are quoted, since that is
 * what Helm and Kubernetes read. Comments about what is not in the value are left out.
 */
export function commentedYaml({
  value,
  head = [],
  above = [],
  beside = [],
  below = [],
  flow = [],
  apart = [],
}: CommentedYaml): string {
  const document = new Document(value, { compat: 'yaml-1.1' });
  if (head.length > 0) document.commentBefore = comment(head);
  for (const [path, ...lines] of above) {
    const place = placeOf(document, path);
    if (place) place.commentBefore = comment(lines);
  }
  for (const [path, text] of beside) {
    const node = document.getIn(path, true);
    if (isScalar(node)) node.comment = ` ${text}`;
  }
  for (const [path, ...lines] of below) {
    const node = document.getIn(path, true);
    if (isCollection(node)) node.comment = comment(lines);
  }
  for (const path of flow) {
    const node = document.getIn(path, true);
    if (isCollection(node)) node.flow = true;
  }
  for (const path of apart) {
    const place = placeOf(document, path);
    if (place) place.spaceBefore = true;
  }
  return document.toString({ lineWidth: 0 });
}

const comment = (lines: readonly string[]): string => lines.map((line) => (line === '' ? line : ` ${line}`)).join('\n');

/** The node that stands first: a mapping's key, or an item of a list. */
function placeOf(document: Document, path: Path): { commentBefore?: string | null; spaceBefore?: boolean } | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (isSeq(parent)) {
    const item = parent.items[Number(last)];
    return isNode(item) ? item : undefined;
  }
  if (!isMap(parent)) return undefined;
  const key = parent.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === last);
  return isScalar(key) ? key : undefined;
}
