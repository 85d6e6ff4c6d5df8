import type { ErrorObject } from 'ajv';
import { didYouMean, nearest } from '../base/text.js';
import type own from '../generated/own-validators.cjs';
import validators from '../generated/validators.cjs';
import { type Path, pointerSteps } from '../json/values.js';
import { ownValidators } from './own-validators.js';

export type SchemaName = keyof typeof validators | keyof typeof own;

/** One thing that is wrong, as a sentence, and the path of the value it is about. */
export interface Complaint {
  path: Path;
  message: string;
  /** It is about the key at the path, not its value. */
  isKey?: boolean;
}

/** All that a schema finds wrong with a value, as sentences. */
export function complaints(schema: SchemaName, value: unknown, root: string): Complaint[] {
  const validate = isUsual(schema) ? validators[schema] : ownValidators()[schema];
  if (validate(value)) return [];
  const all = validate.errors ?? [];
  const errors = all.filter((error) => !isNoise(error, all));
  const found = errors.map((error) => complaint(error, root)).sort((a, b) => b.path.length - a.path.length);
  return found.filter(({ message }, index) => found.findIndex((other) => other.message === message) === index);
}

const isUsual = (schema: SchemaName): schema is keyof typeof validators => Object.hasOwn(validators, schema);

/** `false or parameters` fails twice: only the parameters' own error helps, and `anyOf` or `if` itself never does. */
function isNoise(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  const { keyword, instancePath, schemaPath } = error;
  if (['anyOf', 'oneOf', 'if'].includes(keyword)) return all.length > 1;
  if (keyword === 'required') return all.some((other) => isMisspelling(other, error));
  const isOneOfTwo = /\/anyOf\/\d+\/const$/.test(schemaPath);
  const below = all.filter((other) => other.keyword !== 'anyOf' && other.instancePath.startsWith(instancePath));
  return isOneOfTwo && below.length > 1;
}

/** Whether an unknown key of the same mapping is what is missing there. */
function isMisspelling({ keyword, instancePath, params }: ErrorObject, missing: ErrorObject): boolean {
  if (keyword !== 'additionalProperties' || instancePath !== missing.instancePath) return false;
  return didYouMean(String(params.additionalProperty), [String(missing.params.missingProperty)]) !== '';
}

function complaint(
  { keyword, instancePath, params, parentSchema, data, message }: ErrorObject,
  root: string,
): Complaint {
  const path = pointerSteps(instancePath);
  const about = (what: string): Complaint => ({ path, message: `${dotted(path) || root} ${what}` });
  const { properties = {}, description } = parentSchema as { properties?: object; description?: string };
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const near = nearest(key, Object.keys(properties));
      return { ...about(`has no setting ${JSON.stringify(key)}${near}`), path: [...path, key], isKey: true };
    }
    case 'required':
      return about(`lacks ${JSON.stringify(params.missingProperty)}`);
    case 'enum': {
      const allowed: string[] = params.allowedValues.map(String);
      // A mapping is like none of them, and `String` would call a key `toString` of it.
      const near = typeof data === 'string' ? didYouMean(data, allowed) : '';
      return about(`must be one of ${allowed.join(', ')}${near}`);
    }
    case 'pattern':
      return about(description ? `does not match its description: ${description.replace(/\.$/, '')}` : `${message}`);
    case 'const':
      return about(`must be ${JSON.stringify(params.allowedValue)}`);
    case 'type': {
      // Who turns an overlay off with `false` expects that `true` turns it on.
      const isSwitch = data === true && path.length === 2 && path[0] === 'overlays';
      return about(`must be ${isSwitch ? 'false or {}, which turns it on' : (TYPES[params.type] ?? params.type)}`);
    }
    default:
      return about(message ?? 'is not valid');
  }
}

const dotted = (path: Path): string =>
  path.map((step, index) => (/^\d+$/.test(String(step)) ? `[${step}]` : `${index ? '.' : ''}${step}`)).join('');

const TYPES: Record<string, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text (quote it)',
  integer: 'a whole number',
  boolean: 'true or false',
};
