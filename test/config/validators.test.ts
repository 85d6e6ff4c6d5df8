import t from 'tap';
import { ownValidators } from '../../src/config/own-validators.js';
import { complaints, type SchemaName } from '../../src/config/validate.js';
import usual from '../../src/generated/validators.cjs';
import { fc, runs } from '../helpers/properties.js';
import { validatorOf } from '../helpers/schema.js';

// What is generated from the schemas, and the sentences made of its findings, agree with ajv on the schemas themselves.

// schema        a valid value
const VALID: Readonly<Record<SchemaName, Record<string, unknown>>> = {
  aclUser: { key: 'redis-default.conf', passwordFormat: 'sha256', users: [{ name: 'song', password: { env: 'X' } }] },
  announceHostIp: {},
  chart: {},
  config: {
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    release: '*',
    nodes: [{ name: 'a', ip: '10.0.0.4' }],
    overlays: { 'host-port': false, 'acl-user': { users: [{ name: 'song', password: { file: 'x' } }] } },
  },
  hostPort: { ports: ['tcp-redis'] },
  localData: { path: '/srv/redis' },
  jsonPatch: { operations: [{ op: 'add', path: '/a', value: 1 }] },
  nodeAffinity: { placement: 'pinned', pin: 'volume' },
  orderedReady: {},
  overlay: { apiVersion: 'redis-hostport/v1', kind: 'Overlay', name: 'x', steps: [] },
};

const validators = { ...usual, ...ownValidators() };
const names = Object.keys(validators) as SchemaName[];
const fileName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const bySchema = Object.fromEntries(
  names.map((name) => [name, validatorOf(fileName(name) as Parameters<typeof validatorOf>[0])]),
) as Record<SchemaName, ReturnType<typeof validatorOf>>;
const other = fc.oneof(
  fc.constantFrom<unknown>('', 'x', '10.0.0.300', 0, -1, 1.5, true, null, [], {}, [{}], ['a', 'a'], {
    env: 'X',
    file: 'y',
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A value with one place of it exchanged, taken away or added. */
function changed(value: unknown, way: readonly number[], by: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const keys = [...Object.keys(value), 'unknown'];
  const key = keys[step % keys.length] ?? '';
  const inner: unknown = (value as Record<string, unknown>)[key];
  const copy: Record<string, unknown> = { ...value, [key]: changed(inner, rest, by) };
  if (by === undefined && rest.length === 0) delete copy[key];
  return Array.isArray(value) ? Object.values(copy) : copy;
}

t.same(Object.keys(VALID).sort(), [...names].sort(), 'a value for each schema');

t.test('they agree', async (t) => {
  const verdicts = { valid: 0, invalid: 0 };
  const way = fc.array(fc.nat({ max: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...names), way, fc.option(other, { nil: undefined }), (name, path, by) => {
      const value = changed(VALID[name], path, by);
      const isValid = bySchema[name](value);
      verdicts[isValid ? 'valid' : 'invalid']++;
      return isValid === validators[name](value) && isValid === (complaints(name, value, 'it').length === 0);
    }),
    { numRuns: runs(2000) },
  );
  t.ok(verdicts.valid > 50 && verdicts.invalid > 500, JSON.stringify(verdicts));
});
