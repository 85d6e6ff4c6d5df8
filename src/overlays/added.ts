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
export function withAdded(bytes: Buffer, objects: readonly JsonObject[], beside: Manifest): Buffer {
  if (objects.length === 0) return bytes;
  const editing = new Editing(beside.parsed);
  const texts = objects.flatMap((object) => {
    const source = isHelm4(beside) ? [] : [`# Source: ${fileName(object)}`, editing.eol];
    return ['---', editing.eol, ...source, editing.blockLines(named(object, beside), 0, 0)];
  });
  const text = Buffer.from(texts.join(''));
  if (bytes.subarray(0, 3).toString() === '---') return Buffer.concat([text, bytes]);
  const open = bytes.at(-1) !== 0x0a;
  return Buffer.concat([bytes, Buffer.from(open ? editing.eol : ''), text]);
}

const isHelm4 = ({ annotations }: Manifest): boolean => annotations[HELM4_FILENAME] !== undefined;

const fileName = (object: JsonObject): string => `redis-hostport/${at(object, 'metadata', 'name') ?? ''}.yaml`;
