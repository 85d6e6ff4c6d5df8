import t from 'tap';
import { ordinalSums, requiresLabel } from '../../src/kubernetes/selectors.js';
import { zoneSpreadIsOff } from '../../src/scheduler/verdict.js';

const KEY = 'redis-pod-name';
const valueFor = (ordinal: number): string => `redis-cluster-${ordinal}`;

function preferred(...terms: unknown[]): unknown {
  return { preferredDuringSchedulingIgnoredDuringExecution: terms };
}

function term(weight: unknown, ...matchExpressions: unknown[]): unknown {
  return { weight, preference: { matchExpressions } };
}

function isIn(...values: string[]): unknown {
  return { key: KEY, operator: 'In', values };
}

t.test('sums of the preferred terms', async (t) => {
  const of = (...ordinals: number[]): unknown => isIn(...ordinals.map(valueFor));
  // name, nodeAffinity, sums of three ordinals
  const rows: [string, unknown, number[]][] = [
    ['absent', undefined, [0, 0, 0]],
    ['null', null, [0, 0, 0]],
    ['empty', {}, [0, 0, 0]],
    ['null terms', { preferredDuringSchedulingIgnoredDuringExecution: null }, [0, 0, 0]],
    ['terms of no shape', preferred(null, 7, 'x', [], { weight: 1 }, { weight: 1, preference: null }), [0, 0, 0]],
    ['one a node', preferred(term(3, of(0)), term(2, of(1)), term(1, of(2))), [3, 2, 1]],
    ['several a node add up', preferred(term(100, of(0)), term(25, of(0)), term(5, of(1))), [125, 5, 0]],
    ['several values', preferred(term(4, of(0, 2))), [4, 0, 4]],
    ['other keys only', preferred(term(9, { key: 'disk', operator: 'In', values: ['ssd'] })), [0, 0, 0]],
    ['another key beside', preferred(term(9, of(1), { key: 'disk', operator: 'Exists' })), [0, 9, 0]],
    ['both must hold', preferred(term(9, of(0, 1), of(1, 2))), [0, 9, 0]],
    ['NotIn', preferred(term(9, { key: KEY, operator: 'NotIn', values: [valueFor(1)] })), [9, 0, 9]],
    ['Exists', preferred(term(9, { key: KEY, operator: 'Exists' })), [9, 9, 9]],
    ['DoesNotExist', preferred(term(9, { key: KEY, operator: 'DoesNotExist' })), [0, 0, 0]],
    ['a weight that is no number', preferred(term('9', of(0))), [0, 0, 0]],
  ];
  for (const [name, nodeAffinity, sums] of rows) {
    t.strictSame(ordinalSums(nodeAffinity, { key: KEY, value: 'redis-cluster-{ordinal}' }, 3).sums, sums, name);
  }
});

t.test('where the terms stand, and what they ask for beyond the replicas', async (t) => {
  const nodeAffinity = preferred(
    term(9, { key: 'disk', operator: 'Exists' }),
    term(2, isIn('redis-cluster-0', 'redis-cluster-7')),
    term(1, isIn('typo')),
  );
  t.strictSame(ordinalSums(nodeAffinity, { key: KEY, value: 'redis-cluster-{ordinal}' }, 2).terms, [
    { index: 1, weight: 2, ordinals: [0], strays: ['redis-cluster-7'] },
    { index: 2, weight: 1, ordinals: [], strays: ['typo'] },
  ]);
});

t.test('requiresLabel', async (t) => {
  const labelled = { matchExpressions: [{ key: 'redis-system', operator: 'In', values: ['true'] }] };
  const other = { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] };
  const both = { matchExpressions: [...other.matchExpressions, ...labelled.matchExpressions] };
  const not = { matchExpressions: [{ key: 'redis-system', operator: 'DoesNotExist' }] };
  const required = (...nodeSelectorTerms: unknown[]): unknown => ({
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
  });
  // name, nodeAffinity, keeps pods on labelled nodes
  const rows: [string, unknown, boolean][] = [
    ['absent', undefined, false],
    ['preferred only', preferred(term(1, isIn('redis-cluster-0'))), false],
    ['no terms', required(), false],
    ['one term', required(labelled), true],
    ['by the ordinal label', required({ matchExpressions: [{ key: KEY, operator: 'Exists' }] }), true],
    ['another label only', required(other), false],
    ['terms are ORed: one without', required(labelled, other), false],
    ['merged into the other', required(labelled, both), true],
    ['the label must not be there', required(not), false],
  ];
  for (const [name, nodeAffinity, keeps] of rows) {
    t.equal(requiresLabel(nodeAffinity, [KEY, 'redis-system']), keeps, name);
  }
});

t.test('zoneSpreadIsOff', async (t) => {
  const hostname = { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' };
  const zone = { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' };
  // constraints, zone labels count nothing
  const rows: [unknown, boolean][] = [
    [undefined, false],
    [null, false],
    [[], false],
    [[null], false],
    [[hostname], true],
    [[zone], false],
    [[hostname, zone], false],
    [[{ ...zone, whenUnsatisfiable: 'DoNotSchedule' }], true],
  ];
  for (const [constraints, off] of rows) t.equal(zoneSpreadIsOff(constraints), off, JSON.stringify(constraints));
});
