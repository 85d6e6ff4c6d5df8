import type { ErrorObject } from 'ajv';
import { didYouMean, nearest } from '../base/text.js';
import type own from '../generated/own-validators.cjs';
import validators from '../generated/validators.cjs';
import { type Path, pointerSteps } from '../json/values.js';
import { ownValidators } from './own-validators.js';

/** A schema of something that is read. */
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
  const found = errors.map((error) => sentence(error, root)).sort((a, b) => b.path.length - a.path.length);
  return found.filter(({ message }, index) => found.findIndex((other) => other.message === message) === index);
}

const isUsual = (schema: SchemaName): schema is keyof typeof validators => Object.hasOwn(validators, schema);

/** `false or parameters` fails twice: only the parameters' own error helps, and `anyOf` or `if` itself never does. */
function isNoise(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (['anyOf', 'oneOf', 'if'].includes(error.keyword)) return all.length > 1;
  if (error.keyword === 'required') return all.some((other) => isMisspelling(other, error));
  const alternative = /\/anyOf\/\d+\/const$/.test(error.schemaPath);
  return (
    alternative &&
    all.some(
      (other) => other !== error && other.instancePath.startsWith(error.instancePath) && other.keyword !== 'anyOf',
    )
  );
}

/** Whether an unknown key of the same mapping is what is missing there. */
function isMisspelling({ keyword, instancePath, params }: ErrorObject, missing: ErrorObject): boolean {
  if (keyword !== 'additionalProperties' || instancePath !== missing.instancePath) return false;
  return didYouMean(String(params.additionalProperty), [String(missing.params.missingProperty)]) !== '';
}

function sentence(error: ErrorObject, root: string): Complaint {
  const path = pointerSteps(error.instancePath);
  const name = path.length > 0 ? dotted(path) : root;
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const message = `${name} has no setting ${JSON.stringify(key)}${nearest(key, known)}`;
      return { path: [...path, key], message, isKey: true };
    }
    case 'required':
      return { path, message: `${name} lacks ${JSON.stringify(params.missingProperty)}` };
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      // A mapping is like none of them, and `String` would call a key `toString` of it.
      const near = typeof error.data === 'string' ? didYouMean(error.data, allowed) : '';
      return { path, message: `${name} must be one of ${allowed.join(', ')}${near}` };
    }
    case 'pattern': {
      const { description } = error.parentSchema as { description?: string };
      if (description === undefined) return { path, message: `${name} ${error.message}` };
      return { path, message: `${name} does not match its description: ${description.replace(/\.$/, '')}` };
    }
    case 'const':
      return { path, message: `${name} must be ${JSON.stringify(params.allowedValue)}` };
    case 'type': {
      // Who turns an overlay off with `false` expects that `true` turns it on.
      const isSwitch = error.data === true && path.length === 2 && path[0] === 'overlays';
      return {
        path,
        message: `${name} must be ${isSwitch ? 'false or {}, which turns it on' : article(String(params.type))}`,
      };
    }
    default:
      return { path, message: `${name} ${error.message ?? 'is not valid'}` };
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
const article = (type: string): string => TYPES[type] ?? type;
