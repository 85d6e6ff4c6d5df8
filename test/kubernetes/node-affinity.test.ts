import t from 'tap';
import { withOrdinalTerms, withRequiredLabel } from '../../src/kubernetes/selectors.js';

const LABEL = { key: 'redis-pod-name', value: 'redis-cluster-{ordinal}' };
const SET = { key: 'redis-system', value: 'true' };
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

const isIn = (key: string, ...values: string[]) => ({ key, operator: 'In', values });
const preferred = (weight: number, ...matchExpressions: object[]) => ({ weight, preference: { matchExpressions } });
const ours = (weight: number, ordinal: number) => preferred(weight, isIn('redis-pod-name', `redis-cluster-${ordinal}`));
const ssd = isIn('disk', 'ssd');
const system = isIn('redis-system', 'true');

t.test('several terms of one ordinal add up', async (t) => {
  const expected = { [PREFERRED]: [ours(100, 0), ours(21, 0), ours(1, 1)] };
  t.same(withOrdinalTerms(undefined, [[100, 21], [1]], LABEL), expected);
});

// What stands there                                  weights by ordinal           what comes out
const PLACED: readonly [name: string, before: unknown, weights: number[][], after: unknown][] = [
  ['nothing', undefined, [[2]], { [PREFERRED]: [ours(2, 0)] }],
  ['null', null, [[2]], { [PREFERRED]: [ours(2, 0)] }],
  ['an empty mapping', {}, [[2]], { [PREFERRED]: [ours(2, 0)] }],
  ['an empty list', { [PREFERRED]: [] }, [[2]], { [PREFERRED]: [ours(2, 0)] }],
  [
    "the user's own",
    { [PREFERRED]: [preferred(9, ssd)], [REQUIRED]: {} },
    [[2]],
    { [PREFERRED]: [preferred(9, ssd), ours(2, 0)], [REQUIRED]: {} },
  ],
  [
    'ours of an earlier run between them',
    { [PREFERRED]: [preferred(9, ssd), ours(7, 0), ours(6, 5), preferred(8, ssd)] },
    [[2], [1]],
    { [PREFERRED]: [preferred(9, ssd), ours(2, 0), ours(1, 1), preferred(8, ssd)] },
  ],
  [
    'terms that only look like ours',
    {
      [PREFERRED]: [
        preferred(1, isIn('redis-pod-name', 'redis-cluster-01')),
        preferred(1, isIn('redis-pod-name', 'redis-cluster-0', 'redis-cluster-1')),
        preferred(1, isIn('redis-pod-name', 'redis-cluster-0'), ssd),
        { weight: 1, preference: { matchFields: [isIn('metadata.name', 'a')] } },
        { weight: 1, preference: { matchExpressions: [null] } },
      ],
    },
    [],
    'unchanged',
  ],
  ['none of ours, and none are wanted', null, [], 'unchanged'],
  ['only ours, and none are wanted', { [PREFERRED]: [ours(2, 0)] }, [], {}],
];

t.test('preferred terms', async (t) => {
  for (const [name, before, weights, after] of PLACED) {
    const expected = after === 'unchanged' ? before : after;
    const once = withOrdinalTerms(before, weights, LABEL);
    t.strictSame(once, expected, name);
    t.strictSame(withOrdinalTerms(once, weights, LABEL), expected, `${name}: again`);
  }
});

const terms = (...list: unknown[]) => ({ [REQUIRED]: { nodeSelectorTerms: list } });

// What is required                            what is required then
const DEMANDED: readonly [name: string, before: unknown, after: unknown][] = [
  ['nothing', undefined, terms({ matchExpressions: [system] })],
  ['null', null, terms({ matchExpressions: [system] })],
  ['no terms', terms(), terms({ matchExpressions: [system] })],
  ['null terms', { [REQUIRED]: null }, terms({ matchExpressions: [system] })],
  ['one term', terms({ matchExpressions: [ssd] }), terms({ matchExpressions: [ssd, system] })],
  [
    'two terms, of which either may hold: both are narrowed',
    terms({ matchExpressions: [ssd] }, { matchExpressions: [isIn('zone', 'a')] }),
    terms({ matchExpressions: [ssd, system] }, { matchExpressions: [isIn('zone', 'a'), system] }),
  ],
  [
    'a term by field',
    terms({ matchFields: [isIn('metadata.name', 'a')] }),
    terms({ matchFields: [isIn('metadata.name', 'a')], matchExpressions: [system] }),
  ],
  ['a term that matches no node', terms({}, { matchExpressions: [] }), terms({}, { matchExpressions: [] })],
  ['the label already', terms({ matchExpressions: [system, ssd] }), terms({ matchExpressions: [system, ssd] })],
  [
    'another value of the label',
    terms({ matchExpressions: [isIn('redis-system', 'a')] }),
    terms({ matchExpressions: [isIn('redis-system', 'a'), system] }),
  ],
];

t.test('the required label', async (t) => {
  for (const [name, before, after] of DEMANDED) {
    const once = withRequiredLabel(before, SET);
    t.strictSame(once, after, name);
    t.strictSame(withRequiredLabel(once, SET), after, `${name}: again`);
  }
  const both = { [PREFERRED]: [preferred(1, ssd)] };
  t.strictSame(withRequiredLabel(both, SET), { ...both, ...terms({ matchExpressions: [system] }) }, 'the rest stays');
});
