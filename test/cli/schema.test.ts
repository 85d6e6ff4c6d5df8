import Ajv2020 from 'ajv/dist/2020.js';
import t from 'tap';
import { schemas } from '../../src/generated/schemas.js';
import { run } from '../helpers/fake-io.js';

t.test('every schema stands on its own', async (t) => {
  for (const name of Object.keys(schemas)) {
    const { out } = await run(['schema', name]);
    const schema = JSON.parse(out);
    t.equal(schema.$id, `urn:redis-hostport:schema:${name}:v1`);
    t.notMatch(out, '.schema.json"', `${name} refers to no file`);
    t.doesNotThrow(() => new Ajv2020.default({ strict: true, allowUnionTypes: true }).compile(schema), name);
  }
});

t.test('every property says what it is, which is what an editor shows', (t) => {
  for (const [name, schema] of Object.entries(schemas)) {
    for (const [place, property] of propertiesOf(schema, name)) t.type(property.description, 'string', place);
  }
  t.end();
});

/** The schemas of all properties by their places; conditions (`if`, `then`, `allOf`) speak of properties described elsewhere. */
function* propertiesOf(value: unknown, place: string): Generator<[string, { description?: unknown }]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (['if', 'then', 'allOf', 'enum', 'const', 'default'].includes(key)) continue;
    if (key === 'properties')
      for (const [name, property] of Object.entries(one)) yield [`${place}/${name}`, property as object];
    yield* propertiesOf(one, `${place}/${key}`);
  }
}

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
