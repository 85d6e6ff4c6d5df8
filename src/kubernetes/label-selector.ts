import { HostportError } from '../base/errors.js';

type Labels = Readonly<Record<string, string>>;

/** One requirement of a label selector. */
type Requirement = (labels: Labels) => boolean;

/** `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`. */
const SYNTAX = /^\s*(!?)\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*)|(in|notin)\s*\(([^()]*)\))?\s*$/;

/**
 * A label selector as kubectl takes it: requirements with commas between them, all of which must hold. As in
 * Kubernetes `!=` and `notin` also hold where the label is not there.
 *
 * @throws HostportError `usage` naming the requirement that cannot be read
 */
export function labelSelector(text: string): Requirement {
  const requirements = text.split(/,(?![^(]*\))/).map(requirement);
  return (labels) => requirements.every((holds) => holds(labels));
}

function requirement(text: string): Requirement {
  const [, not, key = '', equality, value = '', set, list = ''] = SYNTAX.exec(text) ?? [];
  if (key === '' || (not && (equality || set))) {
    throw new HostportError('usage', `--selector: ${JSON.stringify(text.trim())} cannot be read`, {
      remedy:
        "Selectors are those of kubectl: 'key=value', 'key!=value', 'key in (a,b)', 'key notin (a,b)', key, '!key'.",
    });
  }
  const values = set ? list.split(',').map((one) => one.trim()) : [value];
  const has = (labels: Labels): boolean => Object.hasOwn(labels, key);
  const matches = (labels: Labels): boolean => has(labels) && values.includes(labels[key] ?? '');
  if (not) return (labels) => !has(labels);
  if (!equality && !set) return has;
  return equality === '!=' || set === 'notin' ? (labels) => !matches(labels) : matches;
}
