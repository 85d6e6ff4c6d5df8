import { failure, type HostportError } from '../base/errors.js';
import { plural } from '../base/text.js';
import { at, isObject, type JsonObject } from '../json/values.js';

/**
 * Lays `--set path=value` over a configuration, with Helm's habits: dots and `[i]` in the path, `\` before a literal
 * dot or comma, `a=1,b=2` for several, `{a,b}` for a list, `null` removes a key or an item of a list; true, false and whole numbers keep
 * their type. `{}` is the empty mapping, by which an optional overlay is turned on.
 *
 * @throws HostportError `usage` naming the argument
 */
export function applySet(config: Record<string, unknown>, argument: string): void {
  for (const assignment of splitOutside(argument, ',')) {
    const [left, ...rest] = splitOutside(assignment, '=');
    if (rest.length === 0 || !left) {
      throw unreadable(argument, 'it has the form path=value, for example overlays.node-affinity.placement=runbook');
    }
    assign(config, pathOf(left, argument), parseValue(rest.join('=')), argument);
  }
}

function assign(config: JsonObject, path: (string | number)[], value: unknown, argument: string): void {
  let here: JsonObject | unknown[] = config;
  for (const [index, step] of path.entries()) {
    const place = path.slice(0, index).join('.');
    const length = Array.isArray(here) ? here.length : undefined;
    if (length === undefined && typeof step === 'number') throw unreadable(argument, `${place} is no list`);
    if (length !== undefined && typeof step === 'string') throw unreadable(argument, `${place} is a list`);
    if (length !== undefined && Number(step) > length) {
      throw unreadable(argument, `${place} has ${plural(length, 'item')}, so that the next one is [${length}]`);
    }
    const container = here as JsonObject;
    const next = path[index + 1];
    if (next !== undefined) {
      const before = at(here, step);
      const empty = typeof next === 'number' ? [] : {};
      here = isObject(before) || Array.isArray(before) ? before : empty;
      container[step] = here;
    } else if (value !== null) container[step] = value;
    else if (Array.isArray(here)) here.splice(Number(step), 1);
    else delete container[step];
  }
}

function pathOf(text: string, argument: string): (string | number)[] {
  return splitOutside(text, '.').flatMap((part) => {
    const [, name = '', indexes = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(part) ?? [];
    const key = unescaped(name);
    if (key === '') throw unreadable(argument, 'its path has an empty step');
    if (key === '__proto__') throw unreadable(argument, 'there is no setting __proto__');
    return [key, ...(indexes.match(/\d+/g) ?? []).map(Number)];
  });
}

function parseValue(text: string): unknown {
  if (text === '{}') return {};
  if (text === '[]') return [];
  const list = /^\{(.*)\}$/.exec(text);
  if (list) return splitOutside(list[1] ?? '', ',').map(parseValue);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (/^(0|-?[1-9]\d{0,15})$/.test(text)) return Number(text);
  return unescaped(text);
}

/** A character with `\` before it, a list in `{}` (with lists in it), or a single character. */
const PIECE = /\\.|\{(?:[^{}]|\{[^{}]*\})*\}|./gs;

/** Splits at a separator that is neither escaped with `\` nor inside `{}`. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  for (const piece of text.match(PIECE) ?? []) parts.push(piece === separator ? '' : parts.pop() + piece);
  return parts;
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');

/** What is set may be a password, also where a colon stands for the `=`. */
const unreadable = (argument: string, why: string): HostportError =>
  failure('bad-set', { path: argument.split(/[=:]/, 1)[0] ?? '', why });
