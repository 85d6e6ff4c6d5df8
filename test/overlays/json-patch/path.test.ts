import t from 'tap';
import { parsePath, type Segment } from '../../../src/overlays/json-patch/path.js';

/** Segments in a short form: keys as they are, selectors as lists of [path, value], with `*` first where each is meant. */
function brief(segments: readonly Segment[]): unknown[] {
  return segments.map((segment) =>
    segment.conditions
      ? [
          ...(segment.each ? ['*'] : []),
          ...segment.conditions.map(({ path, equals }) => [brief(path), ...(equals === undefined ? [] : [equals])]),
        ]
      : segment.key,
  );
}

// path | segments
const paths: [string, unknown[]][] = [
  ['', []],
  ['/spec/replicas', ['spec', 'replicas']],
  ['/', ['']],
  ['/a//b', ['a', '', 'b']],
  ['/list/-', ['list', '-']],
  ['/list/0', ['list', '0']],
  ['/metadata/annotations/redis-hostport~1checksum', ['metadata', 'annotations', 'redis-hostport/checksum']],
  ['/a~0b/~01', ['a~b', '~1']],
  ['/a[0]/b[x]', ['a[0]', 'b[x]']],
  ['/~2x]', ['[x]']],
  ['/c/[name=redis]', ['c', [[['name'], 'redis']]]],
  ['/c/[name=redis]/ports/[name=tcp]/hostPort', ['c', [[['name'], 'redis']], 'ports', [[['name'], 'tcp']], 'hostPort']],
  [
    '/p/[name=tcp,protocol=TCP]',
    [
      'p',
      [
        [['name'], 'tcp'],
        [['protocol'], 'TCP'],
      ],
    ],
  ],
  ['/p/[*]', ['p', ['*']]],
  ['/p/[*,protocol=TCP]', ['p', ['*', [['protocol'], 'TCP']]]],
  ['/e/[*=x]', ['e', [[['*'], 'x']]]],
  ['/c/[image=docker.io/bitnami/redis:7]/x', ['c', [[['image'], 'docker.io/bitnami/redis:7']], 'x']],
  ['/c/[image=a~1b~0c]', ['c', [[['image'], 'a/b~c']]]],
  ['/c/[name=a]b]/x', ['c', [[['name'], 'a]b']], 'x']],
  ['/c/[name="a[0]"]/x', ['c', [[['name'], 'a[0]']], 'x']],
  ['/c/[name="a,b"]/x', ['c', [[['name'], 'a,b']], 'x']],
  ['/c/[name="a]/b\\"c\\u0041"]', ['c', [[['name'], 'a]/b"cA']]]],
  ['/c/[name=]', ['c', [[['name'], '']]]],
  ['/c/[name=a=b]', ['c', [[['name'], 'a=b']]]],
  ['/args/[=--verbose]', ['args', [[[], '--verbose']]]],
  ['/env/[valueFrom/secretKeyRef/key=pw]/name', ['env', [[['valueFrom', 'secretKeyRef', 'key'], 'pw']], 'name']],
  ['/i/[metadata/labels/app.kubernetes.io~1name=x]', ['i', [[['metadata', 'labels', 'app.kubernetes.io/name'], 'x']]]],
  ['/i/["a]b"=x]', ['i', [[['a]b'], 'x']]]],
  ['/c/[ports/[name=tcp-redis]]/image', ['c', [[['ports', [[['name'], 'tcp-redis']]]]], 'image']],
  [
    '/c/[ports/[name=tcp,protocol=TCP]/containerPort=6379,name=a]',
    [
      'c',
      [
        [
          [
            'ports',
            [
              [['name'], 'tcp'],
              [['protocol'], 'TCP'],
            ],
            'containerPort',
          ],
          '6379',
        ],
        [['name'], 'a'],
      ],
    ],
  ],
];

t.test('paths', (t) => {
  for (const [path, segments] of paths) {
    t.same(brief(parsePath(path)), segments, path);
  }
  t.end();
});

// path | offset of the fault | what the message says
const faults: [string, number, RegExp][] = [
  ['spec/replicas', 0, /begins with `\/`/],
  ['/c/[name=a', 3, /ends with `\]`/],
  ['/c/[]', 4, /a condition is missing/],
  ['/c/[name=a,]', 11, /a condition is missing/],
  ['/c/[*,]', 6, /a condition is missing/],
  ['/c/[name=a]x', 3, /ends with `\]`/],
  ['/c/[name="a"]x', 13, /comes `\/` or the end/],
  ['/c/[name="a]', 9, /never closed/],
  ['/c/[name="\\x"]', 9, /JSON's escapes/],
  ['/a~b', 2, /`~` is written `~0`/],
  ['/c/[dir=~/x]', 8, /`~` is written `~0`/],
  ['/c/[name=a[0]]/x', 13, /is written in double quotes/],
];

t.test('faults say where', (t) => {
  for (const [path, offset, message] of faults) {
    const name = new RegExp(`^character ${offset + 1}: `);
    for (const expected of [name, message])
      t.throws(() => parsePath(path), { name: 'SyntaxError', message: expected }, path);
  }
  t.end();
});
