import { failure } from '../base/errors.js';
import { isEqual } from '../json/values.js';
import { directivesIn } from '../redis-config/config-text.js';
import { splitArgs } from '../redis-config/tokens.js';
import { showName } from './show.js';

/**
 * Puts lines made by `formatUserLine` into a Redis configuration text.
 *
 * A line for the same user is replaced where it is, with its indentation and line break; further lines for that user
 * are taken out, since Redis 7 does not start with two. A new line comes at the end, on a line of its own: the chart's
 * text ends in a comment without a line break. A line that already reads the same to Redis keeps its bytes, and so does
 * all other text, so a second call changes nothing.
 *
 * Throws HostportError `refused` where the text sets `aclfile`, and `config` for two lines of the same user.
 */
export function setUserLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  // As Redis compares names, byte for byte.
  const users = lines.map((line) => splitArgs(line).tokens[1]?.value ?? '');
  const twice = users.find((user, index) => users.indexOf(user) < index);
  if (twice !== undefined) throw failure('two-users', { name: showName(twice) });
  const directives = directivesIn(text);
  const aclfile = directives.findLast((one) => one.name === 'aclfile');
  if (aclfile && aclfile.args.tokens[1]?.value !== '')
    throw failure('aclfile-directive', { line: aclfile.lineIndex + 1 });

  const left = new Set(users);
  const texts: (string | undefined)[] = text.split('\n');
  for (const { name, lineIndex, args } of directives) {
    const user = args.tokens[1]?.value ?? '';
    const line = name === 'user' ? lines[users.indexOf(user)] : undefined;
    if (line !== undefined) texts[lineIndex] = left.delete(user) ? replaced(texts[lineIndex] ?? '', line) : undefined;
  }
  const added = lines.filter((_, index) => left.has(users[index] ?? ''));
  return append(texts.filter((one) => one !== undefined).join('\n'), added);
}

function replaced(old: string, line: string): string {
  if (readsTheSame(old, line)) return old;
  const indentation = /^\s*/.exec(old)?.[0] ?? '';
  return indentation + line + (old.endsWith('\r') ? '\r' : '');
}

/** Whether Redis splits both into the same arguments. */
function readsTheSame(old: string, line: string): boolean {
  const valuesIn = (text: string): string[] => splitArgs(text).tokens.map(({ value }) => value);
  return !splitArgs(old).fault && isEqual(valuesIn(old), valuesIn(line));
}

function append(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const lastBreak = text.lastIndexOf('\n');
  const lineBreak = lastBreak > 0 && text.charAt(lastBreak - 1) === '\r' ? '\r\n' : '\n';
  const added = lines.join(lineBreak);
  if (text === '') return added;
  return text.endsWith('\n') ? text + added + lineBreak : text + lineBreak + added;
}
