import { HostportError } from '../base/errors.js';
import { type Labels, meets, type Requirement } from './requirements.js';

/** `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`. */
const SYNTAX = /^\s*(!?)\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*)|(in|notin)\s*\(([^()]*)\))?\s*$/;

/**
 * A label selector as kubectl takes it: requirements with commas between them, all of which must hold.
 *
 * @throws HostportError `usage` naming the requirement that cannot be read
 */
export function labelSelector(text: string): (labels: Labels) => boolean {
  const requirements = text.split(/,(?![^(]*\))/).map(requirement);
  return (labels) => requirements.every((one) => meets(labels, one));
}

function requirement(text: string): Requirement {
  const [, not, key = '', equality, value = '', set, list = ''] = SYNTAX.exec(text) ?? [];
  if (key === '' || (not && (equality || set))) {
    throw new HostportError('usage', `--selector: ${JSON.stringify(text.trim())} cannot be read`, {
      remedy:
        "Selectors are those of kubectl: 'key=value', 'key!=value', 'key in (a,b)', 'key notin (a,b)', key, '!key'.",
    });
  }
  if (!equality && !set) return { key, operator: not ? 'DoesNotExist' : 'Exists', values: [] };
  const values = set ? list.split(',').map((one) => one.trim()) : [value];
  return { key, operator: equality === '!=' || set === 'notin' ? 'NotIn' : 'In', values };
}
