import type { ErrorObject } from 'ajv';
import { type SchemaName, validators } from '../generated/explaining-validators.js';

/** All that a schema finds wrong with a value; nothing where it is valid. */
export function findings(schema: SchemaName, value: unknown): readonly ErrorObject[] {
  const validate = validators[schema];
  return validate(value) ? [] : (validate.errors ?? []);
}
