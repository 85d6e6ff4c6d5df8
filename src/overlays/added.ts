import { groupBy } from '../base/group-by.js';
import { targetsIn } from '../charts/releases.js';
import { copyOf, isObject, type JsonObject } from '../json/values.js';
import { groupOf, HELM4_FILENAME, type Manifest } from '../kubernetes/manifest.js';
import { Editing } from '../yaml/edit/editing.js';

/** Finds the document of an earlier run that an added one brings up to date. */
type FindEarlier = (value: JsonObject) => Manifest | undefined;

/**
 * The same object of the API: its version may change without making it another one. Documents of a kind are looked for
 * once in the whole stream, however many releases add one.
 */
export function earlierIn(manifests: readonly Manifest[]): FindEarlier {
  const known = new Map<string, Map<string, Manifest[]>>();
  return ({ kind, apiVersion, metadata }) => {
    const { name, namespace = '' } = isObject(metadata) ? metadata : {};
    const target = { kind: String(kind), group: groupOf(String(apiVersion)) };
    const key = JSON.stringify(target);
    const byName = known.get(key) ?? groupBy(targetsIn(manifests, target), (manifest) => manifest.name);
    known.set(key, byName);
    return byName.get(String(name))?.find((manifest) => manifest.namespace === namespace);
  };
}

/**
 * A document that a transform adds, with the file name by which Helm 4 knows the documents of its stream; without one
 * Helm would make up a name from the place in the stream. Helm 3's stream has none.
 */
export function named(object: JsonObject, beside: Manifest): JsonObject {
  const value = copyOf(object) as JsonObject;
  if (!isHelm4(beside)) return value;
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  return {
    ...value,
    metadata: { ...metadata, annotations: { ...annotations, [HELM4_FILENAME]: fileName(value) } },
  };
}

/** The same without that file name, for where no Helm reads it. */
export function unnamed(value: JsonObject): JsonObject {
  const metadata = isObject(value.metadata) ? value.metadata : {};
  if (!isObject(metadata.annotations) || metadata.annotations[HELM4_FILENAME] === undefined) return value;
  const { [HELM4_FILENAME]: _, ...others } = metadata.annotations;
  const { annotations, ...rest } = metadata;
  return { ...value, metadata: Object.keys(others).length > 0 ? { ...rest, annotations: others } : rest };
}

/**
 * A document with the added ones before it: Helm 3 creates objects in the order of the stream. One that begins a stream
 * without `---` has them after it.
 */
export function withAdded(bytes: Buffer, documents: readonly JsonObject[], beside: Manifest): Buffer {
  if (documents.length === 0) return bytes;
  const editing = new Editing(beside.parsed);
  const source = (value: JsonObject): string => (isHelm4(beside) ? '' : `# Source: ${fileName(value)}${editing.eol}`);
  const texts = documents.map(
    (value) => `---${editing.eol}${source(value)}${editing.blockLines(value, { column: 0, after: 0 })}`,
  );
  const text = Buffer.from(texts.join(''));
  if (bytes.subarray(0, 3).toString() === '---') return Buffer.concat([text, bytes]);
  const open = bytes.at(-1) !== 0x0a;
  return Buffer.concat([bytes, Buffer.from(open ? editing.eol : ''), text]);
}

function isHelm4({ annotations }: Manifest): boolean {
  return annotations[HELM4_FILENAME] !== undefined;
}

/** As if a chart named redis-hostport had a template for it. */
function fileName({ metadata }: JsonObject): string {
  return `redis-hostport/${isObject(metadata) ? metadata.name : ''}.yaml`;
}
