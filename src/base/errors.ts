import { errorTexts } from '../generated/error-texts.js';
import type { ErrorCode, Position } from './fault.js';
import { filled, oneLine, type Placeholders, type Value, type Values } from './text.js';

interface ErrorDetails {
  /** Lines below the message, for example what there is to choose from. */
  list?: readonly string[] | undefined;
  position?: Position | undefined;
  remedy?: string | undefined;
  excerpt?: string | undefined;
  others?: readonly HostportError[];
  cause?: unknown;
}

/** An error for the user: printed without a stack, exit code 2. What it says may hold names and values of other people's. */
export class HostportError extends Error {
  override readonly name = 'HostportError';
  readonly code: ErrorCode;
  readonly position: Position | undefined;
  /** The next step, one or more full sentences. */
  readonly remedy: string | undefined;
  /** What may be shown of the line it is about: `shownLine` says. */
  readonly excerpt: string | undefined;
  /** What else is wrong, where several things are found at once. */
  readonly others: readonly HostportError[];

  constructor(code: ErrorCode, message: string, more: ErrorDetails = {}) {
    const lines = [oneLine(message), ...(more.list ?? []).map((line) => `  ${oneLine(line)}`)];
    super(lines.join('\n'), more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.position = more.position;
    this.remedy = more.remedy && oneLine(more.remedy);
    this.excerpt = more.excerpt;
    this.others = more.others ?? [];
  }
}

/** An error of templates/errors.yaml. */
export type ErrorId = keyof typeof errorTexts;

/** What the texts of an error leave open. */
export type ErrorValues<Id extends ErrorId, Given = never> = Readonly<
  Record<Exclude<Placeholders<(typeof errorTexts)[Id][keyof (typeof errorTexts)[Id]]>, Given>, Value>
>;

/** The error with this id, its texts filled in. */
export function failure<Id extends ErrorId>(
  id: Id,
  values: ErrorValues<Id>,
  more: Omit<ErrorDetails, 'remedy'> = {},
): HostportError {
  const { code, message, remedy }: { code: ErrorCode; message: string; remedy?: string } = errorTexts[id];
  const all: Values = values;
  return new HostportError(code, filled(message, all), { ...more, remedy: remedy && filled(remedy, all) });
}

/** Several errors as one: the first in the order of their places, with the others. Undefined for none. */
export function together(errors: readonly HostportError[]): HostportError | undefined {
  const [first, ...others] = errors.toSorted(
    ({ position: a }, { position: b }) => (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
  return first && others.length > 0 ? new HostportError(first.code, first.message, { ...first, others }) : first;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
};

/** The system's reason in words, without its stack. */
export function reason(error: unknown): string {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
