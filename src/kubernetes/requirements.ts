import { failure } from '../base/errors.js';
import { at, itemsAt, mappingAt } from '../json/values.js';

export type Labels = Readonly<Record<string, string>>;

/** One requirement on an object's labels, as label selectors and node selector terms have them. */
export interface Requirement {
  key: string;
  operator: string;
  values: readonly string[];
}

/** The requirements in a term of a node selector, or in a label selector. */
export function requirementsIn(
  term: unknown,
  list: 'matchExpressions' | 'matchFields' = 'matchExpressions',
): Requirement[] {
  return itemsAt(term, list).map(({ item }) => ({
    key: String(item.key),
    operator: String(item.operator),
    values: Array.isArray(item.values) ? item.values.map(String) : [],
  }));
}

/** The requirements in a map of labels, each of which has to be there with its value: `matchLabels`, `nodeSelector`. */
export function requirementsOfLabels(labels: unknown): Requirement[] {
  return Object.entries(mappingAt(labels)).map(([key, value]) => ({ key, operator: 'In', values: [String(value)] }));
}

/** Whether a label selector selects an object with these labels; an empty one selects all (Kubernetes API, LabelSelector). */
export function selects(selector: unknown, labels: Labels): boolean {
  const requirements = [...requirementsOfLabels(at(selector, 'matchLabels')), ...requirementsIn(selector)];
  return requirements.every((one) => meets(labels, one));
}

/** Kubernetes, `labels.Requirement`: `NotIn` also holds where the label is not there. */
const HOLDS = new Map<string, (value: string | undefined, values: readonly string[]) => boolean>([
  ['In', (value, values) => value !== undefined && values.includes(value)],
  ['NotIn', (value, values) => value === undefined || !values.includes(value)],
  ['Exists', (value) => value !== undefined],
  ['DoesNotExist', (value) => value === undefined],
  ['Gt', (value, [bound]) => wholeNumber(value) > wholeNumber(bound)],
  ['Lt', (value, [bound]) => wholeNumber(value) < wholeNumber(bound)],
]);

/** Whether labels meet a requirement. */
export function meets(labels: Labels, { key, operator, values }: Requirement): boolean {
  return HOLDS.get(operator)?.(Object.hasOwn(labels, key) ? labels[key] : undefined, values) ?? false;
}

/** NaN, which is neither more nor less than anything, for what is not a number. */
function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
}

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
  if (key === '' || (not && (equality || set))) throw failure('bad-selector', { text: JSON.stringify(text.trim()) });
  if (!equality && !set) return { key, operator: not ? 'DoesNotExist' : 'Exists', values: [] };
  const values = set ? list.split(',').map((one) => one.trim()) : [value];
  return { key, operator: equality === '!=' || set === 'notin' ? 'NotIn' : 'In', values };
}
