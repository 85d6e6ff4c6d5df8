import { HostportError } from '../base/errors.js';
import { at, itemsAt, type Path } from '../json/at.js';
import { isObject, type JsonObject } from '../json/values.js';
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
  const fault = (message: string, more = remedy, line?: number): HostportError =>
    new HostportError('input', message, { position: { file, ...(line && { line }) }, remedy: more });
  if (/^(\xff\xfe|\xfe\xff|.\0)/s.test(bytes.toString('latin1', 0, 2))) {
    throw fault('the input is UTF-16 text, JSON is UTF-8', UTF16);
  }
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') throw fault('the input is empty: did kubectl fail?');
  const value = parsed(text);
  if (value === undefined) {
    const { message, line, step } = whyNotJson(text);
    throw fault(message, [step, remedy].filter(Boolean).join(' '), line);
  }
  if (!isObject(value) || typeof value.kind !== 'string') throw fault('this is no Kubernetes object');
  return objectsIn(value);
}

const UTF16 = 'In Windows PowerShell write the file with `Out-File -Encoding utf8`, not with `>`.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What kubectl and its libraries' log (klog) say to people, which `2>&1` puts among the JSON. */
const SAID =
  /^(error|Error from server|Warning|No resources found|The connection to the server|Unable to connect|[IWEF]\d{4} )/;

/** What is wrong with a text that is not JSON, in which line, and the step before the next one. */
function whyNotJson(text: string): { message: string; line?: number; step?: string } {
  if (/^\s*(---|apiVersion:|items:|NAME\s)/.test(text)) return { message: 'this is not JSON: was `-o json` left out?' };
  const lines = text.split('\n');
  const said = lines.findIndex((line) => SAID.test(line));
  if (said >= 0) {
    const among = lines.some((line) => /^[{[]/.test(line));
    const step = among
      ? 'Leave `2>&1` out, which mixes them.'
      : 'Run that command alone: kubectl failed, and says why.';
    const message = `this line is a message of kubectl (${SAID.exec(lines[said] ?? '')?.[1]} …), not JSON`;
    return { message, line: said + 1, step };
  }
  const next = lines.findIndex((line, index) => /^[{[]/.test(line) && parsed(lines.slice(0, index).join('\n')));
  if (next >= 0) {
    const step = 'Ask for all kinds at once, or save each answer and name the files.';
    return { message: 'a second JSON text begins here', line: next + 1, step };
  }
  return { message: /[}\]]\s*$/.test(text) ? 'not valid JSON' : 'not valid JSON: it ends in the middle, was it cut?' };
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

/** A mapping of texts at a path; what is no text in it is left out. */
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
