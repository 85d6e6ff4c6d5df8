import jsonpatch, { type Operation } from 'fast-json-patch';
import t from 'tap';
import { differences } from '../../src/json/difference.js';
import { copyOf, isEqual } from '../../src/json/values.js';
import { fc, runs } from '../helpers/properties.js';

const after = (before: unknown, operations: readonly Operation[]): unknown =>
  jsonpatch.applyPatch(copyOf(before), copyOf(operations) as Operation[], true).newDocument;

const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.nat(3) });
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.nat(3),
    fc.constant(null),
    tie('map'),
    fc.array(item),
    fc.array(tie('node')),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b/c', 'd~', '0'), tie('node'), { noNullPrototype: true }),
})).map;

t.test('the operations make one value of the other', async () => {
  fc.assert(
    fc.property(value, value, (one, other) =>
      isEqual(
        after(
          one,
          differences(one, other).map((d) => d.operation),
        ),
        other,
      ),
    ),
    { numRuns: runs(2000) },
  );
});

// from | to | operations
const table: [string, unknown, unknown, string[]][] = [
  ['equal', { a: [1] }, { a: [1] }, []],
  ['a key that is there as null', { a: null }, { a: { b: 1 } }, ['add /a']],
  [
    'an item at the beginning, and one that changes',
    [{ name: 'a' }],
    [{ name: 'z' }, { name: 'a', x: 1 }],
    ['add /0/x', 'add /0'],
  ],
  ['items that go', [1, 2, 3, 4], [1, 4], ['remove /2', 'remove /1']],
  ['another item', [{ name: 'a' }, 2], [{ name: 'b' }, 2], ['replace /0']],
];
t.test('they are few, and say the least', async (t) => {
  for (const [what, one, other, wanted] of table) {
    t.same(
      differences(one, other).map(({ operation: { op, path } }) => `${op} ${path}`),
      wanted,
      what,
    );
  }
});
