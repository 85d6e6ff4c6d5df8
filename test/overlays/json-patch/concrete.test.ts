import t from 'tap';
import type { SelectingOperation } from '../../../src/generated/types.js';
import { concrete } from '../../../src/overlays/json-patch/json-patch.js';
import { Misfit } from '../../../src/overlays/json-patch/path.js';

const POD = {
  kind: 'Pod',
  spec: {
    containers: [
      {
        name: 'redis',
        ports: [
          { name: 'tcp', containerPort: 6379 },
          { name: 'bus', containerPort: 16379 },
        ],
      },
      { name: 'metrics', ports: [{ name: 'http', containerPort: 9121 }], env: [{ name: 'PW', value: 'orchid' }] },
      { name: 'metrics', args: ['--a', '--b', '--a'] },
    ],
    'odd[0]': 1,
    '[x]': 2,
    none: null,
    empty: [],
  },
};

type Sketch = [op: SelectingOperation['op'], path: string, valueOrFrom?: unknown];
const operation = ([op, path, extra]: Sketch): SelectingOperation =>
  op === 'move' || op === 'copy'
    ? { op, path, from: String(extra) }
    : { op, path, ...(op !== 'remove' && { value: extra }) };

// operation | the RFC 6902 operations' paths (and from)
const fits: [Sketch, string[]][] = [
  [['add', '/spec/containers/[name=redis]/ports/[name=tcp]/hostPort', 1], ['/spec/containers/0/ports/0/hostPort']],
  [['add', '/spec/containers/[ports/[name=http]]/image', 1], ['/spec/containers/1/image']],
  [['add', '/spec/containers/[ports/[name=bus]/containerPort=16379]/image', 1], ['/spec/containers/0/image']],
  [
    ['replace', '/spec/containers/[name=redis]/ports/[containerPort=6379,name=tcp]/name', 'x'],
    ['/spec/containers/0/ports/0/name'],
  ],
  [
    ['add', '/spec/containers/[*]/image', 1],
    ['/spec/containers/2/image', '/spec/containers/1/image', '/spec/containers/0/image'],
  ],
  [
    ['remove', '/spec/containers/[*,name=metrics]'],
    ['/spec/containers/2', '/spec/containers/1'],
  ],
  [
    ['remove', '/spec/containers/[name=redis]/ports/[*]'],
    ['/spec/containers/0/ports/1', '/spec/containers/0/ports/0'],
  ],
  [['replace', '/spec/containers/2/args/[=--b]', '--c'], ['/spec/containers/2/args/1']],
  [['add', '/spec/containers/0/ports/-', {}], ['/spec/containers/0/ports/-']],
  [['add', '/spec/containers/0/ports/2', {}], ['/spec/containers/0/ports/2']],
  [['add', '/spec/containers/[name=redis]', {}], ['/spec/containers/0']],
  [['replace', '/spec/odd[0]', 3], ['/spec/odd[0]']],
  [['replace', '/spec/[x]', 3], ['/spec/[x]']],
  [['add', '/spec/~2new]', 3], ['/spec/[new]']],
  [['test', '/spec/odd[0]', 1], []],
  [['test', '/spec/none', null], []],
  [
    ['move', '/spec/containers/0', '/spec/containers/[name=redis]'],
    ['/spec/containers/0', '/spec/containers/0'],
  ],
  [
    ['move', '/spec/containers/[ports/[name=http]]/ports/-', '/spec/containers/[name=redis]/ports/[name=bus]'],
    ['/spec/containers/0/ports/1', '/spec/containers/1/ports/-'],
  ],
  [
    ['copy', '/spec/copied', '/spec/containers/[name=redis]/ports'],
    ['/spec/containers/0/ports', '/spec/copied'],
  ],
];

t.test('selecting operations become RFC 6902 operations', (t) => {
  for (const [sketch, expected] of fits) {
    const found = concrete(POD, operation(sketch));
    t.same(
      found.flatMap((one) => ('from' in one ? [one.from, one.path] : [one.path])),
      expected,
      sketch.join(' '),
    );
  }
  t.end();
});

t.test('missing parents are made on request: mappings, and a list for `-`', (t) => {
  const add = (path: string) => concrete(POD, { op: 'add', path, parents: true, value: 1 });
  t.same(add('/metadata/annotations/a'), [{ op: 'add', path: '/metadata', value: { annotations: { a: 1 } } }]);
  t.same(add('/spec/none/-'), [{ op: 'add', path: '/spec/none', value: [1] }], 'null is as good as nothing');
  t.same(add('/spec/empty/-'), [{ op: 'add', path: '/spec/empty/-', value: 1 }]);
  t.same(add('/spec/containers/[*]/env/-'), [
    { op: 'add', path: '/spec/containers/2/env', value: [1] },
    { op: 'add', path: '/spec/containers/1/env/-', value: 1 },
    { op: 'add', path: '/spec/containers/0/env', value: [1] },
  ]);
  t.throws(() => add('/spec/containers/[name=x]/env/-'), /finds nothing/);
  t.throws(() => add('/spec/odd[0]/x'), /this is a scalar/);
  t.throws(() => concrete(POD, { op: 'add', path: '/metadata/annotations/a', value: 1 }), /there is no metadata/);
  t.end();
});

t.test('a move is read when the value has left its old place', (t) => {
  const ports = { list: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] };
  t.same(concrete(ports, { op: 'move', from: '/list/[name=a]', path: '/list/[name=c]' }), [
    { op: 'move', from: '/list/0', path: '/list/1' },
  ]);
  t.end();
});

// operation | place | message
const misfits: [Sketch, string, RegExp][] = [
  [['add', '/spec/containers/[name=redix]/image', 1], 'spec.containers', /^\[name=redix\] finds nothing$/],
  [['add', '/spec/containers/[name=metrics]/image', 1], 'spec.containers', /finds 2 items where one is meant/],
  [['add', '/spec/empty/[*]/image', 1], 'spec.empty', /\[\*\] finds nothing/],
  [['add', '/spec/none/[name=x]/image', 1], 'spec.none', /picks from a list, and this is empty/],
  [['add', '/spec/[name=x]/image', 1], 'spec', /picks from a list, and this is a mapping/],
  [['remove', '/spec/contaners'], 'spec', /there is no contaners, this is a mapping of containers, odd\[0\]/],
  [['add', '/spec/affinity/nodeAffinity', {}], 'spec', /there is no affinity, this is a mapping of/],
  [
    ['add', '/spec/containers/0/ports/3', {}],

    'spec.containers.0.ports',
    /there is no 3, this is a list of 2/,
  ],
  [['remove', '/spec/containers/0/ports/-'], 'spec.containers.0.ports', /there is no -, this is a list of 2/],
  [['add', '/spec/containers/redis/image', 1], 'spec.containers', /a selector as \[name=redis\]/],
  [['add', '/spec/containers/00/image', 1], 'spec.containers', /not a place in a list/],
  [['add', '/spec/odd[0]/x', 1], 'spec.odd[0]', /this is a scalar/],
  [['test', '/spec/odd[0]', 7], 'spec.odd[0]', /^the value is another$/],
  [
    ['test', '/spec/containers/1/env/[name=PW]/value', 'x'],

    'spec.containers.1.env.0.value',
    /^the value is another$/,
  ],
  [['move', '/spec/x', '/spec/y'], 'spec', /there is no y/],
];

t.test('what does not fit says where and why', (t) => {
  for (const [sketch, where, message] of misfits) {
    try {
      t.fail(`${sketch.join(' ')}: ${JSON.stringify(concrete(POD, operation(sketch)))}`);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      t.equal(error.where.join('.'), where, sketch.join(' '));
      t.match(error.message, message, sketch.join(' '));
      t.notMatch(error.message, 'orchid');
    }
  }
  t.end();
});

t.test('an optional removal may find nothing, but not several where one is meant', (t) => {
  const remove = (path: string) => concrete(POD, { op: 'remove', path, optional: true });
  t.same(remove('/spec/containers/[name=redix]'), []);
  t.same(remove('/spec/nothing'), []);
  t.same(remove('/spec/nothing/at/all'), []);
  t.same(remove('/spec/none'), [{ op: 'remove', path: '/spec/none' }]);
  t.throws(() => remove('/spec/containers/[name=metrics]'), /2 items/);
  t.end();
});
