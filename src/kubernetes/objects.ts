import { at, itemsAt, type JsonObject, mappingAt, type Path } from '../json/values.js';
import type { Labels } from './selectors.js';

/** An object, and where it stands in what was read. */
export interface KubeObject {
  kind: string;
  apiVersion: string;
  object: JsonObject;
  path: Path;
}

/** Lists in each other are looked into as deep as this; what people write has one list, or two. */
const MOST_LISTS = 20;

/**
 * The objects in a List, in a list of one kind (`PodList`, whose items name neither kind nor apiVersion in the API's own
 * answers) and in the lists among them; anything else is an object itself.
 */
export function objectsIn(object: JsonObject, list: Omit<KubeObject, 'object'> = TOP): KubeObject[] {
  const { kind = list.kind, apiVersion = list.apiVersion } = stringsAt(object);
  // By convention a kind that ends so has items (Kubernetes API conventions, Types).
  const isList = kind.endsWith('List') && Array.isArray(object.items) && list.path.length < 2 * MOST_LISTS;
  if (!isList) return [{ ...list, kind, apiVersion, object }];
  return itemsAt(object, 'items').flatMap(({ item, index }) =>
    objectsIn(item, { kind: kind.replace(/List$/, ''), apiVersion, path: [...list.path, 'items', index] }),
  );
}

const TOP = { kind: '', apiVersion: '', path: [] };

export function ofKind(objects: readonly KubeObject[], kind: string): JsonObject[] {
  return objects.filter((one) => one.kind === kind).map(({ object }) => object);
}

/** A text at a path that is not empty. */
export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'name') ?? '';
}

export function namespaceOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'namespace') ?? 'default';
}

export function labelsOf(object: JsonObject): Labels {
  return stringsAt(object, 'metadata', 'labels');
}

/** A mapping of texts at a path; what is not a text in it is left out. */
export function stringsAt(value: unknown, ...path: (string | number)[]): Labels {
  const entries = Object.entries(mappingAt(value, ...path));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** A condition of `status.conditions`: its status, reason and message. */
export function conditionOf(object: JsonObject, type: string): Labels {
  return stringsAt(itemsAt(object, 'status', 'conditions').find(({ item }) => item.type === type)?.item);
}

/** Whether an object may be named so: an RFC 1123 subdomain (Kubernetes, "Object Names and IDs"). */
export function isSubdomain(text: string): boolean {
  return /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

export function podName(statefulSet: string, ordinal: number): string {
  return `${statefulSet}-${ordinal}`;
}

/** The label that the StatefulSet controller gives to each pod, and by which a Service selects one. */
export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';

/** The fields in which texts stand, and how; what is in `stringData` comes over `data` (Kubernetes API, Secret). */
const FIELDS = {
  ConfigMap: [['data', 'utf8']],
  Secret: [
    ['data', 'base64'],
    ['stringData', 'utf8'],
  ],
} as const;

/** What a ConfigMap or Secret holds, by its keys, as a container gets it, and where it stands. */
export function dataOf(kind: keyof typeof FIELDS, object: JsonObject) {
  const entries = FIELDS[kind].flatMap(([field, encoding]) =>
    Object.entries(mappingAt(object, field)).map(([key, text]) => {
      return [key, { bytes: Buffer.from(String(text ?? ''), encoding), path: [field, key] }] as const;
    }),
  );
  return new Map(entries);
}
