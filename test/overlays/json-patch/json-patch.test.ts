import t from 'tap';
import { run } from '../../helpers/fake-io.js';

/** A chart nobody here knows. */
const STREAM = `---
# Source: kafka/templates/ss.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: events-kafka
  labels: {app.kubernetes.io/instance: events}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: kafka   # the server
          image: kafka:3.7
          ports:
          - {name: client, containerPort: 9092}
          - {name: controller, containerPort: 9093}
          env:
            - name: PASSWORD
              value: orchid-9
        - name: exporter
          image: exporter:1
---
apiVersion: v1
kind: Secret
metadata: {name: events-kafka}
stringData:
  password: orchid-9
`;

const SHIPPED_OFF = ['host-port', 'node-affinity', 'ordered-ready', 'acl-user'].flatMap((name) => [
  '--set',
  `overlays.${name}=false`,
]);

const overlay = (
  operations: string,
  target = '{ group: apps, kind: StatefulSet }',
  unless = '',
) => `apiVersion: redis-hostport/v1
kind: Overlay
name: mine
description: My own.
steps:
  - transform: jsonPatch
    target: ${target}
    parameters:${unless && `\n      unless: { ${unless} }`}
      operations:
${operations
  .split('\n')
  .map((line) => `        - { ${line} }`)
  .join('\n')}
`;

const patch = (operations: string, target?: string, stream: string | Buffer = STREAM, unless?: string) =>
  run(['--overlay', 'o.yaml', ...SHIPPED_OFF], {
    stdin: stream,
    files: { 'o.yaml': overlay(operations, target, unless) },
  });

const C = '/spec/template/spec/containers';

// what | operations | line as it was | lines as they are | unless
const edits: [string, string, string, string[], string?][] = [
  [
    'a key of a selected item in flow style',
    `op: add, path: "${C}/[name=kafka]/ports/[name=client]/hostPort", value: 9092`,
    '          - {name: client, containerPort: 9092}',
    ['          - {name: client, containerPort: 9092, hostPort: 9092}'],
  ],
  [
    'each item of a selected list',
    `op: add, path: "${C}/[ports]/ports/[*]/protocol", value: TCP`,
    '          - {name: client, containerPort: 9092}',
    [
      '          - {name: client, containerPort: 9092, protocol: TCP}',
      '          - {name: controller, containerPort: 9093, protocol: TCP}',
    ],
  ],
  [
    'a scalar, its comment stays',
    `op: replace, path: "${C}/[name=kafka]/name", value: broker`,
    '        - name: kafka   # the server',
    ['        - name: broker   # the server'],
    `path: "${C}/[name=broker]"`,
  ],
  [
    'a guarded replacement',
    'op: test, path: /spec/replicas, value: 3\nop: replace, path: /spec/replicas, value: 5',
    '  replicas: 3',
    ['  replicas: 5'],
    'path: /spec/replicas, value: 5',
  ],
  [
    'a list made for its item',
    'op: add, path: /spec/template/spec/tolerations/-, parents: true, value: { operator: Exists }',
    '          image: exporter:1',
    ['          image: exporter:1', '      tolerations:', '        - operator: Exists'],
    'path: "/spec/template/spec/tolerations/[operator=Exists]"',
  ],
];

t.test('operations are the smallest edits, and a second run changes nothing', async (t) => {
  for (const [what, operations, before, after, unless] of edits) {
    const { code, out, err } = await patch(operations, undefined, STREAM, unless);
    t.equal(err, '', what);
    t.equal(code, 0);
    const lines = STREAM.split('\n');
    lines.splice(lines.indexOf(before), after.length > 1 && what.startsWith('each') ? 2 : 1, ...after);
    t.equal(out, lines.join('\n'), what);
    t.equal((await patch(operations, undefined, out, unless)).out, out, `${what}: again`);
  }
});

// condition | whether it holds in STREAM
const conditions: [string, boolean][] = [
  ['path: /spec/replicas', true],
  ['path: /spec/replicas, value: 3', true],
  ['path: /spec/replicas, value: 4', false],
  ['path: /spec/replicas, value: null', false],
  ['path: /spec/paused', false],
  [`path: "${C}/[name=exporter]"`, true],
  [`path: "${C}/[*]/image", value: "exporter:1"`, true],
  [`path: "${C}/[image]"`, true],
  [`path: "${C}/[name=toolbox]/image"`, false],
  [`path: "${C}/1/name", value: exporter`, true],
  ['path: "/metadata/labels", value: { app.kubernetes.io/instance: events }', true],
  ['path: /metadata/labels/a/b', false],
];

t.test('where a condition holds none of the operations is carried out, else all of them are', async (t) => {
  for (const [unless, holds] of conditions) {
    const { err, out } = await patch('op: replace, path: /spec/replicas, value: 9', undefined, STREAM, unless);
    t.equal(err, '', unless);
    t.equal(out === STREAM, holds, unless);
  }
});

t.test('a typo in a `from` is an error, whatever stands at the path', async (t) => {
  const { code, err } = await patch('op: move, from: /spec/replcas, path: /spec/replicas');
  t.equal(code, 2);
  t.match(err, 'in /spec: there is no replcas, this is a mapping of replicas, template');
});

// what | operations | error
const errors: [string, string, string][] = [
  [
    'a selector that finds nothing',
    `op: add, path: "${C}/[name=redis]/x", value: 1`,
    `redis-hostport: <stdin>:12:7: StatefulSet events-kafka: overlay mine, operation 1 (add ${C}/[name=redis]/x): in ${C}: [name=redis] finds nothing; there are:
  name=kafka (<stdin>:13:11)
  name=exporter (<stdin>:21:11)
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'what the condition asks for is shown',
    `op: add, path: "${C}/0/ports/[containerPort=1]/x", value: 1`,
    `redis-hostport: <stdin>:15:11: StatefulSet events-kafka: overlay mine, operation 1 (add ${C}/0/ports/[containerPort=1]/x): in ${C}/0/ports: [containerPort=1] finds nothing; there are:
  containerPort=9092, name=client (<stdin>:16:13)
  containerPort=9093, name=controller (<stdin>:17:13)
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'more than one where one is meant',
    `op: remove, path: "${C}/[image]"`,
    `redis-hostport: <stdin>:12:7: StatefulSet events-kafka: overlay mine, operation 1 (remove ${C}/[image]): in ${C}: [image] finds 2 items where one is meant; there are:
  image=kafka:3.7, name=kafka (<stdin>:13:11)
  image=exporter:1, name=exporter (<stdin>:21:11)
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'the value of an environment variable is not shown',
    `op: add, path: "${C}/0/env/[value=x]/x", value: 1`,
    `redis-hostport: <stdin>:18:11: StatefulSet events-kafka: overlay mine, operation 1 (add ${C}/0/env/[value=x]/x): in ${C}/0/env: [value=x] finds nothing; there is:
  name=PASSWORD (<stdin>:19:15)
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'an item an earlier operation made has no line',
    `op: add, path: ${C}/-, value: { name: late }\nop: add, path: "${C}/[name=x]/x", value: 1`,
    `redis-hostport: <stdin>:12:7: StatefulSet events-kafka: overlay mine, operation 2 (add ${C}/[name=x]/x): in ${C}: [name=x] finds nothing; there are:
  name=kafka (<stdin>:13:11)
  name=exporter (<stdin>:21:11)
  name=late
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'a key that is not there',
    'op: replace, path: /spec/replica, value: 1',
    `redis-hostport: <stdin>:8:1: StatefulSet events-kafka: overlay mine, operation 1 (replace /spec/replica): in /spec: there is no replica, this is a mapping of replicas, template
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'a test that fails',
    'op: test, path: /spec/replicas, value: 6\nop: replace, path: /spec/replicas, value: 5',
    `redis-hostport: <stdin>:9:13: StatefulSet events-kafka: overlay mine, operation 1 (test /spec/replicas): in /spec/replicas: the value is 3, not 6
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
  [
    'a removal that finds nothing',
    'op: remove, path: /spec/paused',
    `redis-hostport: <stdin>:8:1: StatefulSet events-kafka: overlay mine, operation 1 (remove /spec/paused): in /spec: there is no paused, this is a mapping of replicas, template
Fix the operation, or turn the overlay off with overlays.mine: false.
`,
  ],
];

t.test('what does not fit is an error that lists what is there', async (t) => {
  for (const [what, operations, error] of errors) {
    const { code, out, err } = await patch(operations);
    t.equal(err, error, what);
    t.same([code, out], [2, ''], what);
  }
});

t.test('a Secret keeps its values to itself', async (t) => {
  const { code, err } = await patch('op: test, path: /stringData/password, value: x', '{ kind: Secret }');
  t.equal(code, 2);
  t.match(err, 'in /stringData/password: the value is another');
  t.notMatch(err, 'orchid');
});

// what | overlay file | error
const files: [string, string, RegExp][] = [
  [
    'a path that cannot be read',
    overlay('op: add, path: spec, value: 1'),
    /^redis-hostport: o.yaml:10:28: overlay mine: path spec, character 1: a path begins with `\/`/,
  ],
  ['an unclosed selector', overlay('op: add, path: "/a/[b", value: 1'), /character 4: a selector ends with `\]`/],
  ['no value', overlay('op: add, path: /a'), /o.yaml:10:11: overlay mine: operations\[0\] lacks "value"/],
  ['no from', overlay('op: move, path: /a'), /operations\[0\] lacks "from"/],
  [
    'an unknown operation',
    overlay('op: merge, path: /a'),
    /o.yaml:10:17: overlay mine: operations\[0\].op must be one of add, remove/,
  ],
  ['an unknown key', overlay('op: remove, pth: /a'), /operations\[0\] has no setting "pth"; did you mean path\?/],
  ['parents of what is not added', overlay('op: remove, path: /a, parents: true'), /op must be "add"/],
  ['a move to each', overlay('op: move, from: /a, path: "/b/[*]/c"'), /move takes one value to one place/],
  [
    'a condition that cannot be read',
    overlay('op: remove, path: /a', undefined, 'path: a'),
    /o.yaml:9:23: overlay mine: unless a, character 1: a path begins/,
  ],
  ['a condition without a path', overlay('op: remove, path: /a', undefined, 'value: a'), /unless lacks "path"/],
  ['an addition at each place', overlay('op: add, path: "/b/[*]", value: 1'), /- is its end/],
  [
    'an unknown transform',
    overlay('op: remove, path: /a').replace('jsonPatch', 'jsonpatch'),
    /o.yaml:6:16: steps\[0\].transform must be one of acl-checksum, .*; did you mean jsonPatch\?/,
  ],
  [
    'an unknown chart',
    overlay('op: remove, path: /a', '{ chart: redis, kind: StatefulSet }'),
    /o.yaml:7:22: there is no chart redis; there are: redis-cluster/,
  ],
  [
    'an unknown key of the target',
    overlay('op: remove, path: /a', '{ knd: StatefulSet }'),
    /o.yaml:7:15: steps\[0\].target has no setting "knd"; did you mean kind\?/,
  ],
  ['another kind', overlay('op: remove, path: /a').replace('Overlay', 'Config'), /o.yaml:2:7: kind must be "Overlay"/],
  [
    'the name of a shipped one',
    overlay('op: remove, path: /a').replace('mine', 'host-port'),
    /o.yaml:3:7: an overlay host-port comes from redis-hostport itself already/,
  ],
  [
    'a name twice in a file',
    `${overlay('op: remove, path: /a')}---\n${overlay('op: remove, path: /a')}`,
    /o.yaml:14:7: an overlay mine comes from o.yaml already/,
  ],
  ['no YAML', 'kind: [', /^redis-hostport: o.yaml:1:\d+: not valid YAML/],
  [
    'a target that is not there',
    overlay('op: remove, path: /a', '{ kind: StatefulSet, name: "*-redis" }'),
    /^redis-hostport: <stdin>: overlay mine expects 1 StatefulSet \*-redis and finds 0; there is:\n {2}StatefulSet events-kafka \(<stdin>:1\)\n/,
  ],
];

t.test('mistakes in an overlay file are reported with its line', async (t) => {
  for (const [what, file, error] of files) {
    const { code, out, err } = await run(['--overlay', 'o.yaml', ...SHIPPED_OFF], {
      stdin: STREAM,
      files: { 'o.yaml': file },
    });
    t.match(err, error, what);
    t.same([code, out], [2, ''], what);
  }
});

t.test('several overlays in one file, each with its own settings', async (t) => {
  const first = overlay('op: add, path: /spec/a, value: 1');
  const second = overlay('op: add, path: /spec/b, value: 1').replace('mine', 'other');
  const call = { stdin: STREAM, files: { 'o.yaml': `# both\n${first}---\n${second}---\n# the end\n` } };
  const { out, err } = await run(['--overlay', 'o.yaml', ...SHIPPED_OFF], call);
  t.equal(err, '');
  t.match(out, /^ {2}a: 1\n {2}b: 1$/m);
  const { out: one } = await run(['--overlay', 'o.yaml', ...SHIPPED_OFF, '--set', 'overlays.other=false'], call);
  t.match(one, /^ {2}a: 1$/m);
  t.notMatch(one, /^ {2}b: 1$/m);
});

t.test('settings of the configuration win over the file, and mistakes in them are reported there', async (t) => {
  const config = (operations: string) => `apiVersion: redis-hostport/v1
kind: Config
overlayFiles: [o.yaml]
overlays:
  host-port: false
  node-affinity: false
  ordered-ready: false
  acl-user: false
  mine:
    operations: [{ ${operations} }]
`;
  const call = (operations: string) =>
    run(['-c', 'conf/c.yaml'], {
      stdin: STREAM,
      files: { 'conf/o.yaml': overlay('op: add, path: /spec/a, value: 1'), 'conf/c.yaml': config(operations) },
    });
  const { out, err } = await call('op: add, path: /spec/b, value: 2');
  t.equal(err, '');
  t.match(out, /^ {2}b: 2$/m);
  t.notMatch(out, /^ {2}a: 1$/m);
  t.match(
    (await call('op: add, path: b, value: 2')).err,
    /^redis-hostport: conf\/c.yaml:10:35: overlays.mine: path b, /,
  );
});

t.test('shipped overlays that are on need their chart, and the error says how to do without', async (t) => {
  const files = { 'o.yaml': overlay('op: add, path: /spec/a, value: 1') };
  const { code, err } = await run(['--overlay', 'o.yaml'], { stdin: STREAM, files });
  t.equal(code, 2);
  t.match(err, /no StatefulSet of bitnami\/redis-cluster/);
  t.match(
    err,
    /turn those of these charts off: overlays: \{ host-port: false, node-affinity: false, ordered-ready: false \}/,
  );
});

t.test('a stream of hooks only passes an overlay that has nothing there', async (t) => {
  const hook = `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: x\n  annotations: {helm.sh/hook: post-install}\n`;
  t.same((await patch('op: add, path: /spec/a, value: 1', undefined, hook)).out, hook);
  const { out } = await patch('op: add, path: /metadata/labels/a, parents: true, value: b', '{ kind: Job }', hook);
  t.equal(out, `${hook}  labels:\n    a: b\n`);
  t.match((await patch('op: add, path: /spec/a, value: 1', undefined, '# nothing\n')).err, /only comments/);
});

t.test('targets of several releases are counted for each', async (t) => {
  const two = STREAM + STREAM.replaceAll('events', 'logs');
  const { err, out } = await patch('op: add, path: /spec/a, value: 1', undefined, two);
  t.equal(err, '');
  t.equal(out.match(/^ {2}a: 1$/gm)?.length, 2);
  const named = await run(['--overlay', 'o.yaml', ...SHIPPED_OFF, '--set', 'release=logs'], {
    stdin: two,
    files: { 'o.yaml': overlay('op: add, path: /spec/a, value: 1') },
  });
  t.ok(named.out.startsWith(STREAM), 'the other release is left alone');
  t.equal(named.out.match(/^ {2}a: 1$/gm)?.length, 1);
  const doubled = await patch('op: add, path: /spec/a, value: 1', undefined, STREAM + STREAM);
  t.match(doubled.err, /expects 1 StatefulSet in release events and finds 2/);
});
