import { HostportError } from '../base/errors.js';
import { at, itemsAt } from '../json/at.js';
import { isObject, type JsonObject } from '../json/values.js';

/** What verify looks at, as kubectl gives it. */
export const COMMAND = 'kubectl -n NAMESPACE get pods,nodes,statefulsets,services -o json';

/** The objects of a cluster, sorted by what they are. */
export interface ClusterObjects {
  pods: JsonObject[];
  nodes: JsonObject[];
  statefulSets: JsonObject[];
  services: JsonObject[];
}

const KINDS: Readonly<Record<string, keyof ClusterObjects>> = {
  Pod: 'pods',
  Node: 'nodes',
  StatefulSet: 'statefulSets',
  Service: 'services',
};

/**
 * Reads what `kubectl get … -o json` prints: a List, a list of one kind (whose items name no kind in the API's own
 * answers), or one object.
 *
 * @param file for messages
 * @throws HostportError `input` for anything else
 */
export function readObjects(text: string, file: string): ClusterObjects {
  const objects: ClusterObjects = { pods: [], nodes: [], statefulSets: [], services: [] };
  for (const { kind, object } of listed(parsed(text, file), file)) {
    const place = KINDS[kind];
    if (place) objects[place].push(object);
  }
  return objects;
}

/** Puts together what several files hold. */
export function joined(parts: readonly ClusterObjects[]): ClusterObjects {
  return {
    pods: parts.flatMap(({ pods }) => pods),
    nodes: parts.flatMap(({ nodes }) => nodes),
    statefulSets: parts.flatMap(({ statefulSets }) => statefulSets),
    services: parts.flatMap(({ services }) => services),
  };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message would quote what stands there, which may be a pod's environment.
    throw notAList(whyNotJson(text), file);
  }
}

function whyNotJson(text: string): string {
  if (/^\s*(---|apiVersion:|items:|NAME\s)/.test(text)) return 'this is not JSON: was `-o json` left out?';
  return /[}\]]\s*$/.test(text) ? 'not valid JSON' : 'not valid JSON: it ends in the middle, was it cut?';
}

function listed(value: unknown, file: string): { kind: string; object: JsonObject }[] {
  if (!isObject(value) || typeof value.kind !== 'string') throw notAList('this is no Kubernetes object', file);
  if (!Array.isArray(value.items)) return [{ kind: value.kind, object: value }];
  const common = value.kind.replace(/List$/, '');
  return itemsAt(value, 'items').map(({ item }) => ({
    kind: typeof item.kind === 'string' ? item.kind : common,
    object: item,
  }));
}

function notAList(message: string, file: string): HostportError {
  return new HostportError('input', message, { position: { file }, remedy: `Give it what this prints: ${COMMAND}` });
}

/** A text at a path, or undefined. */
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

export function labelOf(object: JsonObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'labels', key);
}

/** A condition of `status.conditions`. */
export interface StatusCondition {
  status: string | undefined;
  reason: string | undefined;
  message: string | undefined;
}

export function conditionOf(object: JsonObject | undefined, type: string): StatusCondition | undefined {
  const found = itemsAt(object, 'status', 'conditions').find(({ item }) => item.type === type)?.item;
  return (
    found && { status: textAt(found, 'status'), reason: textAt(found, 'reason'), message: textAt(found, 'message') }
  );
}
