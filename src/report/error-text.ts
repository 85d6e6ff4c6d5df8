import type { HostportError } from '../base/errors.js';
import { inert, visible } from '../base/text.js';
import { place } from './describe.js';
import { excerptOf } from './excerpt.js';

/** `redis-hostport: FILE:LINE:COLUMN: message`, the line it is about, and the next step; the same for what else is wrong. */
export function errorText(error: unknown): string {
  if (!isForUser(error)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const lines = detail.split('\n').map((line) => inert(visible(line)));
    return `redis-hostport: this is a defect of redis-hostport, please report it: ${lines.join('\n')}\n`;
  }
  return [error, ...error.others].map(oneText).join('');
}

/** Recognised by its name: this is a bundle of its own, with a class of its own. */
function isForUser(error: unknown): error is HostportError {
  return error instanceof Error && error.name === 'HostportError';
}

function oneText({ message, position, excerpt, remedy }: HostportError): string {
  const lines = [`redis-hostport: ${position ? `${place(position)}: ` : ''}${message}`];
  if (excerpt !== undefined) {
    const column = position?.column ?? 1;
    const { text, marks } = excerptOf(excerpt, column, column + 1, 76);
    lines.push(`    ${text}`, `    ${marks}`);
  }
  if (remedy) lines.push(remedy);
  return `${lines.join('\n')}\n`;
}
