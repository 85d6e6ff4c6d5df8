import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import type { SelectingOperation } from '../../../src/generated/types.js';
import { concrete } from '../../../src/overlays/json-patch/concrete.js';
import { isDone } from '../../../src/overlays/json-patch/done.js';
import { Misfit } from '../../../src/overlays/json-patch/misfit.js';
import { patchedValue } from '../../../src/yaml/edit/patch.js';
import { parse } from '../../../src/yaml/read/parse.js';
import { fc, runs } from '../../helpers/properties.js';

const document = parse({ file: 'a.yaml', firstLine: 1, bytes: Buffer.from('{}'), text: '{}' });

function apply(value: unknown, operations: readonly SelectingOperation[]): unknown {
  return operations.reduce<unknown>((state, one) => patchedValue(document, state, concrete(state, one)), value);
}

const POD = { spec: { replicas: 6, list: [{ name: 'a', x: 1 }, { name: 'b' }], args: ['-p', '1'], old: 1 } };

// what | operations
const patches: [string, SelectingOperation[]][] = [
  ['a key', [{ op: 'add', path: '/spec/priorityClassName', value: 'high' }]],
  ['an item at the end', [{ op: 'add', path: '/spec/list/-', value: { name: 'c' } }]],
  [
    'two items at the end',
    [
      { op: 'add', path: '/spec/args/-', value: '-p' },
      { op: 'add', path: '/spec/args/-', value: '2' },
    ],
  ],
  ['an item before another', [{ op: 'add', path: '/spec/list/[name=b]', value: { name: 'c' } }]],
  ['an item at an index', [{ op: 'add', path: '/spec/list/0', value: { name: 'c' } }]],
  ['a key in each', [{ op: 'add', path: '/spec/list/[*]/y', value: 2 }]],
  [
    'an item and a key in it',
    [
      { op: 'add', path: '/spec/list/-', value: { name: 'c' } },
      { op: 'add', path: '/spec/list/[name=c]/y', value: 2 },
    ],
  ],
  [
    'a guarded replacement',
    [
      { op: 'test', path: '/spec/replicas', value: 6 },
      { op: 'replace', path: '/spec/replicas', value: 9 },
    ],
  ],
  [
    'a key by which the item is selected',
    [
      { op: 'replace', path: '/spec/list/[name=a]/name', value: 'z' },
      { op: 'add', path: '/spec/list/[name=z]/y', value: 1 },
    ],
  ],
  ['a rename', [{ op: 'move', from: '/spec/old', path: '/spec/new' }]],
  ['a copy', [{ op: 'copy', from: '/spec/list/[name=a]/x', path: '/spec/list/[name=b]/x' }]],
  [
    'a replaced item',
    [
      { op: 'replace', path: '/spec/list/[name=a]', value: { name: 'z' } },
      { op: 'add', path: '/spec/y', value: 1 },
    ],
  ],
  [
    'a removal and an addition',
    [
      { op: 'remove', path: '/spec/old' },
      { op: 'add', path: '/spec/new', value: 1 },
    ],
  ],
  [
    'a removed item and an addition',
    [
      { op: 'remove', path: '/spec/list/[name=b]' },
      { op: 'add', path: '/spec/new', value: 1 },
    ],
  ],
  [
    'a guard on what is then removed',
    [
      { op: 'test', path: '/spec/old', value: 1 },
      { op: 'remove', path: '/spec/old' },
      { op: 'add', path: '/spec/new', value: 1 },
    ],
  ],
];

t.test('a patch is not done before it is carried out, and done after', (t) => {
  for (const [what, operations] of patches) {
    t.equal(isDone(POD, operations), false, what);
    const after = apply(POD, operations);
    // The item a selector named is gone after `a replaced item`; that it was replaced cannot be seen.
    if (what !== 'a replaced item') t.equal(isDone(after, operations), true, `${what}, carried out`);
  }
  t.end();
});

t.test('what a later overlay adds to a named item does not make it another', (t) => {
  const sidecar: SelectingOperation[] = [{ op: 'add', path: '/spec/list/-', value: { name: 'c', ports: [1] } }];
  const after = apply(apply(POD, sidecar), [{ op: 'add', path: '/spec/list/[name=c]/image', value: 'x' }]);
  t.ok(isDone(after, sidecar));
  const toleration: SelectingOperation[] = [{ op: 'add', path: '/spec/list/-', value: { key: 'a' } }];
  t.notOk(isDone(apply(POD, [{ op: 'add', path: '/spec/list/-', value: { key: 'a', effect: 'b' } }]), toleration));
  t.end();
});

t.test('a patch that only removes has to find what it removes', (t) => {
  const operations: SelectingOperation[] = [{ op: 'remove', path: '/spec/list/[name=a]' }];
  t.notOk(isDone(apply(POD, operations), operations));
  t.end();
});

const scalar = fc.constantFrom<unknown>(1, 2, 'a', 'b', true, null);
const plain = { noNullPrototype: true };
const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), x: scalar }, plain);
const value = fc.record(
  {
    list: fc.uniqueArray(item, { maxLength: 4, selector: ({ name }) => name }),
    scalars: fc.array(scalar, { maxLength: 3 }),
    map: fc.dictionary(fc.constantFrom('k', 'l', 'm'), scalar, { noNullPrototype: true }),
  },
  plain,
);
const selector = fc.constantFrom('[name=a]', '[name=b]', '0', '1', '[*]');
// An item before [name=a] gets another name: with two of them the selector finds several the next time.
const other = item.filter(({ name }) => name !== 'a');
const setKey = fc.constantFrom('add' as const, 'replace' as const);
const operation = fc.oneof<fc.Arbitrary<SelectingOperation>[]>(
  fc.record({ op: fc.constant('add'), path: fc.constantFrom('/list/-', '/list/0'), value: item }),
  fc.record({ op: fc.constant('add'), path: fc.constant('/list/[name=a]'), value: other }),
  fc.record({ op: fc.constant('add'), path: fc.constantFrom('/scalars/-', '/scalars/0', '/map/k'), value: scalar }),
  fc.record({ op: setKey, path: selector.map((one) => `/list/${one}/x`), value: scalar }),
  fc.record({ op: fc.constant('replace'), path: fc.constantFrom('/map/k', '/map/l', '/scalars/0'), value: scalar }),
  fc.record({ op: fc.constant('test'), path: fc.constantFrom('/map/k', '/list/[name=a]/x'), value: scalar }),
  fc.record({
    op: fc.constant('move'),
    from: fc.constantFrom('/map/k', '/list/[name=b]/x'),
    path: fc.constantFrom('/map/n', '/list/[name=a]/y'),
  }),
  fc.record({
    op: fc.constant('copy'),
    from: fc.constantFrom('/map/k', '/list/[name=b]/x'),
    path: fc.constantFrom('/map/n', '/scalars/-'),
  }),
);

t.test('random patches: what was carried out is seen as done', (t) => {
  const missed: string[] = [];
  let carriedOut = 0;
  fc.assert(
    fc.property(value, fc.array(operation, { minLength: 1, maxLength: 3 }), (before, operations) => {
      let after: unknown;
      try {
        after = apply(before, operations);
      } catch (error) {
        if (error instanceof Misfit) return;
        throw error;
      }
      if (isDeepStrictEqual(before, after)) return;
      carriedOut++;
      if (!isDone(after, operations)) missed.push(JSON.stringify([before, operations]));
    }),
    { numRuns: runs(2000) },
  );
  t.ok(carriedOut > 100, `${carriedOut} patches carried out`);
  t.same(missed, [], 'value and patch');
  t.end();
});
