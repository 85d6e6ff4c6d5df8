import { at, itemsAt } from '../json/at.js';
import { isObject, type JsonObject } from '../json/values.js';
import type { Labels } from './requirements.js';

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
export interface StatusCondition {
  status: string | undefined;
  reason: string | undefined;
  message: string | undefined;
}

export function conditionOf(object: JsonObject, type: string): StatusCondition | undefined {
  const found = itemsAt(object, 'status', 'conditions').find(({ item }) => item.type === type)?.item;
  return (
    found && { status: textAt(found, 'status'), reason: textAt(found, 'reason'), message: textAt(found, 'message') }
  );
}
