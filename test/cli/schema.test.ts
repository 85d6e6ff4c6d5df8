import Ajv2020 from 'ajv/dist/2020.js';
import t from 'tap';
import { schemas } from '../../src/generated/schemas.js';
import { run } from '../helpers/fake-io.js';

t.test('every schema stands on its own', async (t) => {
  for (const name of Object.keys(schemas)) {
    const { out } = await run(['schema', name]);
    const schema = JSON.parse(out);
    t.notMatch(out, '.schema.json"', `${name} refers to no file`);
    t.doesNotThrow(() => new Ajv2020.default({ strict: true, allowUnionTypes: true }).compile(schema), name);
  }
});

t.test('the configuration schema finds what is wrong in an overlay', async (t) => {
  const validate = new Ajv2020.default({ allowUnionTypes: true }).compile(JSON.parse((await run(['schema'])).out));
  const config = (placement: string) => ({
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    overlays: {
      'node-affinity': { placement },
      'acl-user': { users: [{ name: 'song', password: { env: 'P' } }] },
    },
  });
  t.ok(validate(config('pinned')));
  t.notOk(validate(config('pined')));
});
