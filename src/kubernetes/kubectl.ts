import { otherEncoding } from '../base/encoding.js';
import { failure } from '../base/errors.js';
import { at, isObject, itemsAt, type JsonObject, type Path } from '../json/values.js';
import type { Labels } from './requirements.js';

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
  const [kind, apiVersion] = [textAt(object, 'kind') ?? list.kind, textAt(object, 'apiVersion') ?? list.apiVersion];
  if (!isList(kind, object) || list.path.length >= 2 * MOST_LISTS) return [{ ...list, kind, apiVersion, object }];
  return itemsAt(object, 'items').flatMap(({ item, index }) =>
    objectsIn(item, { kind: kind.replace(/List$/, ''), apiVersion, path: [...list.path, 'items', index] }),
  );
}

const TOP = { kind: '', apiVersion: '', path: [] };

/** By convention a kind that ends so has items (Kubernetes API conventions, Types). */
const isList = (kind: string, { items }: JsonObject): boolean => kind.endsWith('List') && Array.isArray(items);

/** Of all objects those of a kind. */
export function ofKind(objects: readonly KubeObject[], kind: string): JsonObject[] {
  return objects.filter((one) => one.kind === kind).map(({ object }) => object);
}

/**
 * Reads what `kubectl get … -o json` prints: a List, a list of one kind, or one object.
 *
 * @param file for messages
 * @param remedy where such JSON comes from
 * @throws HostportError `input` for anything else; what is there, which may be a pod's environment, is not quoted
 */
export function readObjects(bytes: Buffer, file: string, remedy: string): KubeObject[] {
  const encoding = otherEncoding(bytes);
  if (encoding) throw failure('json-in-utf16', { said: encoding }, { position: { file } });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const value = parsed(text);
  if (isObject(value) && typeof value.kind === 'string') return objectsIn(value);
  const [id, line, said = ''] = value === undefined ? whyNotJson(text) : NO_OBJECT;
  throw failure(id, { remedy, said }, { position: { file, ...(line && { line }) } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line of the log of kubectl's libraries (klog): `E1126 01:15:38.507324 …`. */
export const LOGGED = /^([IWEF]\d{4}) /;

/** What kubectl says to people, which `2>&1` puts among the JSON. */
const SAID =
  /^(error|Error from server|Warning|No resources found|The connection to the server|Unable to connect|Flag --|Please enter)/;

type NotJson = 'json-empty' | 'table' | 'among-json' | 'no-answer' | 'second-json' | 'no-json' | 'cut-json';

/** What is wrong with a text, in which line, and what kubectl says there. */
type JsonFault = readonly [id: NotJson | 'no-object', line?: number, said?: string];

const NO_OBJECT: JsonFault = ['no-object'];

function whyNotJson(text: string): JsonFault {
  if (text.trim() === '') return ['json-empty'];
  if (/^\s*(---|apiVersion:|items:|NAME\s)/.test(text)) return ['table'];
  const lines = text.split('\n');
  const begins = (line: string): boolean => /^[{[]/.test(line);
  for (const [index, line] of lines.entries()) {
    const [, said] = SAID.exec(line) ?? LOGGED.exec(line) ?? [];
    if (said !== undefined) return [lines.some(begins) ? 'among-json' : 'no-answer', index + 1, said];
  }
  // Where the first text ends is where a line that begins one follows a line that may end one; the first such place decides.
  const next = lines.findIndex((line, index) => index > 0 && begins(line) && /[}\]]\s*$/.test(lines[index - 1] ?? ''));
  if (next >= 0 && parsed(lines.slice(0, next).join('\n'))) return ['second-json', next + 1];
  return [/[}\]]\s*$/.test(text) ? 'no-json' : 'cut-json'];
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
  const found = at(value, ...path);
  const entries = Object.entries(isObject(found) ? found : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** A condition of `status.conditions`. */
export function conditionOf(object: JsonObject, type: string) {
  const found = itemsAt(object, 'status', 'conditions').find(({ item }) => item.type === type)?.item;
  const text = (key: string) => textAt(found, key);
  return found && { status: text('status'), reason: text('reason'), message: text('message') };
}
