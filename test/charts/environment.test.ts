import t from 'tap';
import { environmentOf } from '../../src/charts/container-env.js';
import { releasesIn } from '../../src/charts/releases.js';
import { type Manifest, manifestOf } from '../../src/kubernetes/manifest.js';
import { type StreamDocument, split } from '../../src/yaml/read/split.js';

const documentOf = (text: string): Manifest => manifestOf(split(Buffer.from(text), 'x').documents[0] as StreamDocument);

const OBJECTS = [
  `kind: ConfigMap\nmetadata: { name: one }\ndata: { A: one, ACLFILE: /one.acl, empty: '', REF: $(A) }`,
  `kind: ConfigMap\nmetadata: { name: two }\ndata: { A: two }\nbinaryData: { B: dHdv }`,
  `kind: Secret\nmetadata: { name: three }\ndata: { A: dGhyZWU=, C: b2xk }\nstringData: { C: new }`,
].map(documentOf);

const objectNamed = (kind: string, name: string): Manifest | undefined =>
  OBJECTS.find((one) => one.kind === kind && one.name === name);

/** A container's `env` and `envFrom`. */
interface Given {
  env?: object[];
  envFrom?: object[];
  args?: string[];
}

const configMap = (name: string, more: object = {}): object => ({ configMapRef: { name }, ...more });
const secret = (name: string): object => ({ secretRef: { name } });
const key = (name: string, of: string, more: object = {}): object => ({
  configMapKeyRef: { name, key: of, ...more },
});

// what, the container, the value of A (null: not at hand), where it stands
const ROWS: [what: string, given: Given, value: string | null | undefined, path?: string][] = [
  ['nothing', {}, undefined],
  ['entries that name nothing', { envFrom: [{}, { prefix: null }], env: [{}, { name: 5 }] }, undefined],
  ['a literal', { env: [{ name: 'A', value: 'x' }] }, 'x', 'env.0'],
  ['the last of equal names', { env: [{ name: 'A', value: 'x' }, { name: 'A' }] }, '', 'env.1'],
  ['envFrom of a ConfigMap', { envFrom: [configMap('one')] }, 'one', 'one:data.A'],
  ['of a Secret, decoded', { envFrom: [secret('three')] }, 'three', 'three:data.A'],
  ['the later envFrom', { envFrom: [configMap('one'), configMap('two')] }, 'two', 'two:data.A'],
  ['the later of both kinds', { envFrom: [secret('three'), configMap('one')] }, 'one', 'one:data.A'],
  ['a prefix', { envFrom: [configMap('two', { prefix: 'X_' })] }, undefined],
  ['env over envFrom', { envFrom: [configMap('one')], env: [{ name: 'A', value: 'x' }] }, 'x', 'env.0'],
  ['a key of a ConfigMap', { env: [{ name: 'A', valueFrom: key('one', 'ACLFILE') }] }, '/one.acl', 'one:data.ACLFILE'],
  ['binaryData is none', { env: [{ name: 'A', valueFrom: key('two', 'B', { optional: true }) }] }, undefined],
  [
    'stringData over data',
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'three', key: 'C' } } }] },
    'new',
    'three:stringData.C',
  ],
  ['of an object outside', { env: [{ name: 'A', valueFrom: key('gone', 'A') }] }, null, 'env.0'],
  ['a missing key: the pod waits', { env: [{ name: 'A', valueFrom: key('one', 'gone') }] }, null, 'env.0'],
  [
    'an optional one sets nothing',
    { envFrom: [configMap('two')], env: [{ name: 'A', valueFrom: key('one', 'gone', { optional: true }) }] },
    'two',
    'two:data.A',
  ],
  ['a field', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }] }, null, 'env.0'],
  [
    'envFrom knows no references',
    { envFrom: [configMap('one')], env: [{ name: 'A', value: '$(REF)' }] },
    '$(A)',
    'env.0',
  ],
  [
    'a reference to an entry before it',
    {
      env: [
        { name: 'B', value: 'b' },
        { name: 'A', value: '/$(B)/$$(B)/$(C)' },
        { name: 'C', value: 'c' },
      ],
    },
    '/b/$(B)/$(C)',
    'env.1',
  ],
  ['to envFrom', { envFrom: [configMap('one')], env: [{ name: 'A', value: '$(ACLFILE)' }] }, '/one.acl', 'env.0'],
  ['to itself', { envFrom: [configMap('one')], env: [{ name: 'A', value: '$(A)s' }] }, 'ones', 'env.0'],
  ['the start script', { env: [{ name: 'A', value: 'x' }], args: ['export A="y"\nrun'] }, 'y', 'env.0'],
  ['the start script over a ConfigMap', { envFrom: [configMap('one')], args: ['A=y'] }, 'y', 'name'],
  ['a mapping, which Kubernetes takes for none', { env: [{ name: 'A', value: {} }] }, '', 'env.0'],
  ['what the script makes up', { args: ['A=$(cat /secret)'] }, null, 'name'],
  ['a file, which the image reads', { env: [{ name: 'A_FILE', value: '/f' }], args: ['A=y'] }, null, 'env.0'],
  ['no file', { env: [{ name: 'A_FILE', value: '' }], args: ['A=y'] }, 'y', 'name'],
];

t.test('the value of a variable and where it stands', async (t) => {
  for (const [what, given, value, path] of ROWS) {
    const found = environmentOf(given, objectNamed).get('A');
    t.equal(found?.value, value, what);
    t.equal(found && [found.manifest?.name, found.path.join('.')].filter(Boolean).join(':'), path, `${what}: where`);
  }
});

/** Entries of which each is made from the one before. */
const chain = (length: number, value: (before: string) => string, first: string): object[] =>
  Array.from({ length }, (_, index) => ({ name: `A${index}`, value: index === 0 ? first : value(`$(A${index - 1})`) }));

t.test('entries that name those before them, again and again', async (t) => {
  // what, the entries, the last value
  const rows: [string, object[], string | null][] = [
    ['twice each, of nothing', chain(60, (before) => before + before, ''), ''],
    ['twice each, longer than a program takes', chain(60, (before) => before + before, 'x'), null],
    ['one after the other', chain(20_000, (before) => before, 'x'), 'x'],
  ];
  for (const [what, env, value] of rows) t.equal(environmentOf({ env }).get(`A${env.length - 1}`)?.value, value, what);
});

t.test('what is made from a Secret is not to be shown', async (t) => {
  const env = [
    { name: 'B', value: '$(C)' },
    { name: 'D', value: 'x$(B)$(E)' },
    { name: 'E', value: 'e' },
  ];
  const { get } = environmentOf({ env, envFrom: [secret('three')] }, objectNamed);
  const shown = ['A', 'B', 'C', 'D', 'E'].map((name) => get(name)?.isSecret === true);
  t.same(shown, [true, true, true, true, false]);
});

t.test('a reference to a field of the pod is that field', async (t) => {
  const env = [
    { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
    { name: 'A', value: '$(IP)' },
    { name: 'B', value: '$(IP):1' },
  ];
  const { get } = environmentOf({ env });
  t.match(
    [get('A'), get('B')],
    [
      { value: null, field: 'status.hostIP' },
      { value: null, field: undefined },
    ],
  );
});

t.test('the objects of a release: its namespace, whatever their labels', async (t) => {
  const stream = (namespace: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: extra, namespace: ${namespace} }
data: { A: a }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: r, namespace: shop, labels: { app.kubernetes.io/name: redis-cluster, app.kubernetes.io/instance: r } }
spec:
  template:
    spec:
      initContainers: [{ name: i, env: [{ name: B, value: b }] }]
      containers: [{ name: m }, { name: r, ports: [{ name: tcp-redis }], envFrom: [{ configMapRef: { name: extra } }] }]
`;
  // the ConfigMap's namespace, the value of A, what is outside of the stream
  const rows: [string, string | undefined, string[]][] = [
    ['shop', 'a', []],
    ['""', 'a', []],
    ['other', undefined, ['ConfigMap extra']],
  ];
  for (const [namespace, value, outside] of rows) {
    const manifests = split(Buffer.from(stream(namespace)), 'x').documents.map((document) => manifestOf(document));
    const [release] = releasesIn(manifests);
    const environment = release?.server().environment;
    t.equal(environment?.get('A')?.value, value, namespace);
    t.equal(environment?.get('B'), undefined, 'an init container is not the server');
    t.same(environment?.outside, outside, namespace);
  }
});
