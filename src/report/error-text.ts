import { HostportError } from '../base/errors.js';

/** `redis-hostport: FILE:LINE:COLUMN: message`, the line it is about, and the next step. */
export function errorText(error: unknown): string {
  if (!(error instanceof HostportError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `redis-hostport: this is a defect of redis-hostport, please report it: ${detail}\n`;
  }
  const { message, position, excerpt, remedy } = error;
  const place = position
    ? [position.file, position.line, position.column].filter((part) => part !== undefined).join(':')
    : '';
  const parts = [`redis-hostport: ${place && `${place}: `}${message}`];
  if (excerpt !== undefined) parts.push(...excerptLines(excerpt, position?.column ?? 1));
  if (remedy) parts.push(remedy);
  return `${parts.join('\n')}\n`;
}

/** At most 80 columns of the line around the column, with a caret under it. */
function excerptLines(line: string, column: number): string[] {
  const from = Math.max(0, Math.min(column - 40, line.length - 76));
  const shown = line.slice(from, from + 76).replaceAll('\t', ' ');
  return [`    ${shown}`, `    ${' '.repeat(Math.max(0, column - 1 - from))}^`];
}
