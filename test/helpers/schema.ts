import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { schemas } from '../../src/generated/schemas.js';

/** A validator of a schema by its file name, compiled here and now. */
export function validatorOf(name: keyof typeof schemas): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  for (const [key, schema] of Object.entries(schemas)) ajv.addSchema({ ...schema, $id: `${key}.schema.json` });
  const validate = ajv.getSchema(`${name}.schema.json`);
  if (!validate) throw new Error(`no schema ${name}`);
  return validate;
}
