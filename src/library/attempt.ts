import { HostportError } from '../base/errors.js';
import type { Position } from '../base/position.js';
import { errorText } from '../report/error-text.js';
import type { Failure, Fault } from './api.js';

/** Does a piece of work; an error for the user becomes a value, a defect stays an exception. */
export function attempt<T extends object>(work: () => T): ({ ok: true } & T) | Failure {
  try {
    return { ok: true, ...work() };
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    return { ok: false, error: faultOf(error) };
  }
}

function faultOf(error: HostportError): Fault {
  const { code, message, position, remedy } = error;
  return {
    code,
    message,
    ...(position && { position: positionOf(position) }),
    ...(remedy !== undefined && { remedy }),
    text: errorText(error),
  };
}

function positionOf({ file, line, column }: Position): Position {
  return { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}
