import jsonpatch, { type Operation as FastOperation } from 'fast-json-patch';
import { HostportError } from '../../base/errors.js';
import { copyOf, isDeeper, isPlain, type JsonObject, setOwn } from '../../json/values.js';
import { type Parsed, positionAt, type StreamDocument } from '../read/document.js';
import { MOST_LEVELS } from '../read/tokens.js';

/** An RFC 6902 operation. */
export type Operation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string };

/** A document's value after the operations. */
export function patched(parsed: Parsed, operations: readonly Operation[]): unknown {
  return patchedValue(parsed, parsed.value, operations);
}

/**
 * A value after the operations, by fast-json-patch with its validation on: without it a `replace` of nothing adds.
 * The value given stays as it was; `document` is for the message of an operation that cannot be applied.
 */
export function patchedValue({ document }: Parsed, value: unknown, operations: readonly Operation[]): unknown {
  try {
    const banned = operations.findIndex((one) => PROTOTYPE.test('from' in one ? `${one.from}/${one.path}` : one.path));
    if (banned !== -1) throw refused(document, operations[banned], banned, 'no key of Kubernetes is named so');
    const result = carriedOut(value, copyOf(operations) as FastOperation[]);
    if (isDeeper(result, MOST_LEVELS)) throw refused(document, operations.at(-1), operations.length - 1, TOO_DEEP);
    return result;
  } catch (error) {
    if (!(error instanceof jsonpatch.JsonPatchError)) throw error;
    throw refused(document, error.operation, Number(error.index), REASONS[error.name] ?? error.name);
  }
}

function refused(document: StreamDocument, operation: Partial<Operation> | undefined, index: number, why: string) {
  return new HostportError('refused', `operation ${index + 1} (${operation?.op} ${operation?.path}): ${why}`, {
    position: positionAt(document, 0),
    remedy: 'Compare the path with the manifest, for example with `helm template` and no post-renderer.',
  });
}

/**
 * What an operation does not touch is shared with the value given: only what is on the way to its place is copied, since
 * fast-json-patch changes what it is given.
 */
function carriedOut(value: unknown, operations: readonly FastOperation[]): unknown {
  const copied = new WeakSet<object>();
  let result = value;
  for (const [index, operation] of operations.entries()) {
    for (const path of 'from' in operation ? [operation.from, operation.path] : [operation.path]) {
      result = unshared(result, path, copied);
    }
    result = jsonpatch.applyOperation(result, operation, true, true, true, index).newDocument;
  }
  return result;
}

/** The value with copies of its own of all objects and lists from the root to the parent of a place. */
function unshared(value: unknown, path: unknown, copied: WeakSet<object>): unknown {
  const copy = copyOfOne(value, copied);
  let parent = copy;
  for (const token of String(path).split('/').slice(1, -1)) {
    const key = jsonpatch.unescapePathComponent(token);
    if (!isKeyed(parent) || !Object.hasOwn(parent, key)) break;
    const child = copyOfOne(parent[key], copied);
    setOwn(parent, key, child);
    parent = child;
  }
  return copy;
}

function copyOfOne(value: unknown, copied: WeakSet<object>): unknown {
  if (typeof value !== 'object' || value === null || copied.has(value)) return value;
  if (!Array.isArray(value) && !isPlain(value)) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copied.add(copy);
  return copy;
}

const isKeyed = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** fast-json-patch does not touch an object's prototype, and throws. */
const PROTOTYPE = /\/(?:__proto__|constructor\/prototype)(?:\/|$)/;

const TOO_DEEP = `the value would be nested more than ${MOST_LEVELS} levels deep`;

/** fast-json-patch's error names as a sentence's end. */
const REASONS: Record<string, string> = {
  OPERATION_PATH_UNRESOLVABLE: 'there is nothing at this path',
  OPERATION_FROM_UNRESOLVABLE: 'there is nothing at its `from` path',
  OPERATION_PATH_CANNOT_ADD: 'its parent is not there',
  OPERATION_PATH_ILLEGAL_ARRAY_INDEX: 'a list has numbers for its places, or `-` for its end',
  OPERATION_VALUE_OUT_OF_BOUNDS: 'the list is shorter than that',
  OPERATION_VALUE_REQUIRED: 'it needs a value',
  OPERATION_PATH_INVALID: 'a path begins with `/` (RFC 6901)',
  TEST_OPERATION_FAILED: 'the value there is another one',
};
