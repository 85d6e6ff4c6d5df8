import { groupBy, lazily } from '../base/util.js';
import { at, type JsonObject, withAt } from '../json/values.js';
import { groupOf, HELM4_FILENAME, type Manifest } from '../kubernetes/manifest.js';
import { Editing } from '../yaml/edit/editing.js';

/**
 * Finds the document of an earlier run that an added object brings up to date: the same one of the API, whose version may
 * change without making it another. The stream is looked through once, however many objects are added.
 */
export function earlierIn(manifests: readonly Manifest[]): (object: JsonObject) => Manifest | undefined {
  const idOf = (...parts: unknown[]): string => JSON.stringify(parts);
  const known = lazily(() =>
    groupBy(manifests, ({ kind, group, namespace, name }) => idOf(kind, group, namespace, name)),
  );
  return ({ kind, apiVersion, metadata }) => {
    const namespace = at(metadata, 'namespace') ?? '';
    return known().get(idOf(kind, groupOf(String(apiVersion)), namespace, at(metadata, 'name')))?.[0];
  };
}

/**
 * An object with the file name by which Helm 4 knows the documents of its stream: as if a chart named redis-hostport had
 * a template for it. Without one Helm would make up a name from the place in the stream. Helm 3's stream has none.
 */
export function named(object: JsonObject, beside: Manifest): JsonObject {
  return isHelm4(beside) ? withAt(object, ['metadata', 'annotations', HELM4_FILENAME], fileName(object)) : object;
}

/**
 * A document with the added ones before it: Helm 3 creates objects in the order of the stream. One that begins a stream
 * without `---` has them after it.
 */
export function withAdded(text: string, objects: readonly JsonObject[], beside: Manifest): string {
  if (objects.length === 0) return text;
  const editing = new Editing(beside.parsed);
  const texts = objects.flatMap((object) => {
    const source = isHelm4(beside) ? [] : [`# Source: ${fileName(object)}`, editing.eol];
    return ['---', editing.eol, ...source, editing.blockLines(named(object, beside), 0, 0)];
  });
  const added = texts.join('');
  if (text.startsWith('---')) return added + text;
  return text + (text.endsWith('\n') ? '' : editing.eol) + added;
}

const isHelm4 = ({ annotations }: Manifest): boolean => annotations[HELM4_FILENAME] !== undefined;

const fileName = (object: JsonObject): string => `redis-hostport/${at(object, 'metadata', 'name') ?? ''}.yaml`;
