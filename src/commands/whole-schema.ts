import { schemas } from '../generated/schemas.js';
import { isObject, type JsonObject } from '../json/values.js';

/** The text of a schema that needs no file beside it: those which it refers to stand in its `$defs`. */
export function wholeSchema(name: string): string {
  const others = new Map<string, unknown>();
  const root = embedded(name, '#', others) as JsonObject;
  const definitions = { ...(isObject(root.$defs) ? root.$defs : {}), ...Object.fromEntries(others) };
  const whole = others.size === 0 ? root : { ...root, $defs: definitions };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** A schema as it reads at another place: its own references begin there, those to a file in the root's `$defs`. */
function embedded(name: string, place: string, others: Map<string, unknown>): unknown {
  return mapReferences((schemas as Readonly<Record<string, unknown>>)[name], (reference) => {
    if (reference.startsWith('#')) return place + reference.slice(1);
    const other = reference.replace(/\.schema\.json$/, '');
    const target = `#/$defs/${other}`;
    if (!others.has(other)) {
      others.set(other, undefined);
      others.set(other, embedded(other, target, others));
    }
    return target;
  });
}

function mapReferences(value: unknown, change: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapReferences(one, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === '$ref' && typeof one === 'string' ? change(one) : mapReferences(one, change),
    ]),
  );
}
