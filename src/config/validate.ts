import type { ErrorObject } from 'ajv';
import { nearest } from '../base/nearest.js';
import { type SchemaName, validators } from '../generated/validators.js';
import type { Path } from '../json/at.js';
import { findings } from './findings.js';

/** One thing that is wrong, as a sentence, and the path of the value it is about. */
export interface Complaint {
  path: Path;
  message: string;
}

/** What a schema finds wrong with a value, as sentences, the most telling one first. */
export function complaints(schema: SchemaName, value: unknown, root: string): Complaint[] {
  if (validators[schema](value)) return [];
  const all = findings(schema, value);
  const errors = all.filter((error) => !isNoise(error, all));
  return errors.map((error) => sentence(error, root)).sort((a, b) => b.path.length - a.path.length);
}

/** `false or parameters` fails twice: only the parameters' own error helps, and `anyOf` itself never does. */
function isNoise(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword === 'anyOf' || error.keyword === 'oneOf') return all.length > 1;
  const alternative = /\/anyOf\/\d+\/const$/.test(error.schemaPath);
  return (
    alternative &&
    all.some(
      (other) => other !== error && other.instancePath.startsWith(error.instancePath) && other.keyword !== 'anyOf',
    )
  );
}

function sentence(error: ErrorObject, root: string): Complaint {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = path.length > 0 ? dotted(path) : root;
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      return { path: [...path, key], message: `${name} has no setting ${JSON.stringify(key)}${nearest(key, known)}` };
    }
    case 'required':
      return { path, message: `${name} lacks ${JSON.stringify(params.missingProperty)}` };
    case 'enum':
      return { path, message: `${name} must be one of ${(params.allowedValues as unknown[]).join(', ')}` };
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
