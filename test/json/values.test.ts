import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { copyOf, isEqual } from '../../src/json/values.js';
import { fc } from '../helpers/properties.js';

const json = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.object({ maxDepth: 3, withBigInt: true }));

t.test('as node:util has it', async (t) => {
  t.doesNotThrow(() => {
    fc.assert(fc.property(json, json, (a, b) => isEqual(a, b) === isDeepStrictEqual(a, b)));
    fc.assert(fc.property(json, (a) => isEqual(a, structuredClone(a)) && isEqual([a, { a }], [a, { a }])));
    fc.assert(fc.property(json, fc.string(), json, (a, key, b) => !isEqual({ ...Object(a), [`${key} new`]: b }, a)));
  });
});

// a                          b                          equal
const PAIRS: readonly (readonly [unknown, unknown, boolean])[] = [
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: undefined }, {}, false],
  [{ a: undefined }, { b: undefined }, false],
  [0, -0, false],
  [Number.NaN, Number.NaN, true],
  [[], {}, false],
  [null, {}, false],
];

t.test('corners', async (t) => {
  for (const [a, b, equal] of PAIRS) t.equal(isEqual(a, b), equal);
});

t.test('copies', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.jsonValue(), (a) => isDeepStrictEqual(copyOf(a), a))));
  t.same(copyOf({ a: undefined, b: [{ c: undefined }] }), { b: [{}] });
  const value = JSON.parse('{"__proto__": {"a": [1, {"b": null}]}, "constructor": 2}');
  value.nan = Number.NaN;
  const copy = copyOf(value);
  t.ok(isDeepStrictEqual(copy, value));
  Object.getOwnPropertyDescriptor(copy, '__proto__')?.value.a.push(2);
  t.notOk(isDeepStrictEqual(copy, value));
});
