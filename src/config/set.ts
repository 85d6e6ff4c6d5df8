import { failure, type HostportError } from '../base/errors.js';
import { plural } from '../base/words.js';
import { at } from '../json/at.js';
import { isObject, type JsonObject } from '../json/values.js';

type Container = Record<string, unknown> | unknown[];

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

function assign(config: Record<string, unknown>, path: (string | number)[], value: unknown, argument: string): void {
  let here: Container = config;
  for (const [index, step] of path.entries()) {
    const place = path.slice(0, index).join('.');
    if (Array.isArray(here) !== (typeof step === 'number')) {
      throw unreadable(argument, `${place} is ${Array.isArray(here) ? 'a list' : 'no list'}`);
    }
    if (Array.isArray(here) && Number(step) > here.length) {
      const next = `so that the next one is [${here.length}]`;
      throw unreadable(argument, `${place} has ${plural(here.length, 'item')}, ${next}`);
    }
    const container = here as JsonObject;
    if (index < path.length - 1) {
      const before = at(here, step);
      const empty: Container = typeof path[index + 1] === 'number' ? [] : {};
      here = isObject(before) || Array.isArray(before) ? before : empty;
      container[step] = here;
    } else if (value !== null) container[step] = value;
    else if (Array.isArray(here)) here.splice(Number(step), 1);
    else delete container[step];
  }
}

function pathOf(text: string, argument: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const part of splitOutside(text, '.')) {
    const [, name, indexes] = /^(.*?)((?:\[\d+\])*)$/.exec(part) ?? [];
    if (name === undefined || name === '') throw unreadable(argument, 'its path has an empty step');
    const key = unescaped(name);
    if (key === '__proto__') throw unreadable(argument, 'there is no setting __proto__');
    steps.push(key);
    for (const index of indexes?.matchAll(/\d+/g) ?? []) steps.push(Number(index[0]));
  }
  return steps;
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

/** Splits at a separator that is neither escaped with `\` nor inside `{}`. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === separator && depth <= 0) parts.push('');
    else if (character === '\\') parts.push(parts.pop() + text.slice(at, ++at + 1));
    else parts.push(parts.pop() + character);
  }
  return parts;
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');

function unreadable(argument: string, why: string): HostportError {
  return failure('bad-set', { path: argument.split('=', 1)[0] ?? '', why });
}
