import t from 'tap';
import { mayMeet, nodesOf } from '../../../src/commands/lint/rules/ports.js';

const selector = (labels: object): object => ({ nodeSelector: labels });
const required = (...terms: object[][]): object => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
      },
    },
  },
});
const the = (key: string, operator: string, ...values: string[]): object => ({ key, operator, values });
const preferred = {
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, preference: { matchExpressions: [the('pool', 'In', 'a')] } },
      ],
    },
  },
};

// two pod specs, whether there can be a node for both
const ROWS: [a: object, b: object, meet: boolean][] = [
  [{}, {}, true],
  [selector({ pool: 'a' }), {}, true],
  [selector({ pool: 'a' }), selector({ pool: 'a' }), true],
  [selector({ pool: 'a' }), selector({ pool: 'b' }), false],
  [selector({ pool: 'a' }), selector({ disk: 'ssd' }), true],
  [selector({ pool: 'a' }), required([the('pool', 'In', 'a', 'b')]), true],
  [selector({ pool: 'a' }), required([the('pool', 'In', 'b')]), false],
  [selector({ pool: 'a' }), required([the('pool', 'NotIn', 'a')]), false],
  [selector({ pool: 'a' }), required([the('pool', 'NotIn', 'b')]), true],
  [selector({ pool: 'a' }), required([the('pool', 'Exists')]), true],
  [selector({ pool: 'a' }), required([the('pool', 'DoesNotExist')]), false],
  [required([the('pool', 'NotIn', 'a')]), required([the('pool', 'DoesNotExist')]), true],
  // Terms are alternatives, the expressions of one must all hold.
  [selector({ pool: 'a' }), required([the('pool', 'In', 'b')], [the('pool', 'In', 'a')]), true],
  [selector({ pool: 'a' }), required([the('pool', 'In', 'a'), the('pool', 'In', 'b')]), false],
  [required([the('cores', 'Gt', '8')]), selector({ cores: '16' }), true],
  [required([the('cores', 'Gt', '8')]), selector({ cores: '4' }), false],
  [required([the('cores', 'Lt', '8')]), selector({ cores: '4' }), true],
  [{ nodeName: 'one' }, { nodeName: 'one' }, true],
  [{ nodeName: 'one' }, { nodeName: 'two' }, false],
  // A preference excludes nothing.
  [selector({ pool: 'b' }), preferred, true],
];

t.test('whether two pods may be on one node', async (t) => {
  for (const [a, b, meet] of ROWS) {
    t.equal(mayMeet(nodesOf(a), nodesOf(b)), meet, `${JSON.stringify(a)} ${JSON.stringify(b)}`);
    t.equal(mayMeet(nodesOf(b), nodesOf(a)), meet, 'and the other way round');
  }
});

t.test('matchFields name a node', async (t) => {
  const onField = {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [the('metadata.name', 'In', 'one')] }],
        },
      },
    },
  };
  t.equal(mayMeet(nodesOf(onField), nodesOf({ nodeName: 'two' })), false);
  t.equal(mayMeet(nodesOf(onField), nodesOf({ nodeName: 'one' })), true);
});
