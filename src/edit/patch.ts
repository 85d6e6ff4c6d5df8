import jsonpatch, { type Operation as FastOperation } from 'fast-json-patch';
import { HostportError } from '../errors.js';
import { copyOf } from '../json.js';
import { type Parsed, positionAt } from '../split/document.js';

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
    return jsonpatch.applyPatch(copyOf(value), copyOf(operations) as FastOperation[], true).newDocument;
  } catch (error) {
    if (!(error instanceof jsonpatch.JsonPatchError)) throw error;
    const { op, path } = (error.operation ?? {}) as Partial<Operation>;
    throw new HostportError(
      'refused',
      `operation ${Number(error.index) + 1} (${op} ${path}): ${REASONS[error.name] ?? error.name}`,
      {
        position: positionAt(document, 0),
        remedy: 'Compare the path with the manifest, for example with `helm template` and no post-renderer.',
      },
    );
  }
}

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
