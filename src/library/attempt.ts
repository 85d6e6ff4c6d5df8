import { HostportError } from '../base/errors.js';
import { errorText } from '../report/error-text.js';
import type { Failure, Fault, Options, Position } from './api.js';
import { configName } from './sources.js';

/** Does a piece of work; an error for the user becomes a value, a defect stays an exception. */
export function attempt<T extends object>(options: Options, work: () => T): ({ ok: true } & T) | Failure {
  try {
    return { ok: true, ...work() };
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    return { ok: false, error: faultOf(error, options) };
  }
}

function faultOf(error: HostportError, options: Options): Fault {
  const told = withoutMadeUpLine(error, options);
  const { code, message, position, remedy } = told;
  return {
    code,
    message,
    ...(position && { position: positionOf(position) }),
    ...(remedy !== undefined && { remedy }),
    text: errorText(told),
  };
}

/** A configuration given as an object has no lines. */
function withoutMadeUpLine(error: HostportError, { config, overlays = [], ...options }: Options): HostportError {
  const objects = [
    ...(typeof config === 'string' ? [] : [configName(options)]),
    ...overlays.flatMap((one, index) => (typeof one === 'string' ? [] : [`<overlays[${index}]>`])),
  ];
  const { code, message, position, remedy } = error;
  if (!position || !objects.includes(position.file)) return error;
  return new HostportError(code, message, { position: { file: position.file }, remedy, cause: error });
}

function positionOf({ file, line, column }: Position): Position {
  return { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}
