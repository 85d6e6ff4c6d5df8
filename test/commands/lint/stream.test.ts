import t from 'tap';
import { stringify } from 'yaml';
import { HostportError } from '../../../src/base/errors.js';
import { configuredLint, lintManifests, objectsOf } from '../../../src/commands/lint/lint.js';
import { split } from '../../../src/yaml/read/split.js';
import { objectsIn } from '../../helpers/objects.js';
import { fc } from '../../helpers/properties.js';
import { GOOD, UNPINNED } from './rules/good-release.js';

const read = (path: string): never => {
  throw Object.assign(new Error(path), { code: 'ENOENT' });
};
const settings = (...set: string[]) => configuredLint({ set, overlays: [], env: {}, read });
const CONFIGURED = settings(
  'nodes[0].name=a,nodes[0].ip=10.0.0.4',
  'overlays.acl-user.users[0].name=x,overlays.acl-user.users[0].password.env=X',
);
const findingsOf = (text: string, configured = CONFIGURED) =>
  lintManifests(objectsOf(split(Buffer.from(text), 'x.yaml')), configured);

t.test('whatever a manifest holds, lint does not stumble over it', async (t) => {
  const documents = objectsIn(UNPINNED(GOOD));
  const junk = fc.constantFrom<unknown>(
    null,
    '',
    'x',
    0,
    -1,
    7.5,
    true,
    [],
    {},
    [null],
    [[]],
    ['x'],
    { a: null },
    { name: 5 },
    'a\nb',
    '{{ x }}',
  );
  let found = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = structuredClone(documents);
      for (const [where, value] of changes) replaceAt(changed, where, value);
      const text = changed.map((one) => stringify(one, { version: '1.1' })).join('---\n');
      try {
        const findings = findingsOf(text);
        found += findings.length;
        for (const { message, remedy } of findings) {
          if (/undefined|NaN|\{\w+\}/.test(message + remedy)) throw new Error(message + remedy);
        }
      } catch (error) {
        if (!(error instanceof HostportError) || error.code !== 'input') throw error;
      }
    }),
    { numRuns: 400, seed: 20 },
  );
  t.ok(found > 400, `${found} findings on the way`);
});

/** Replaces the n-th of all values in a tree, counted round and round. */
function replaceAt(tree: unknown[], n: number, value: unknown): void {
  const places: { container: Record<string | number, unknown>; key: string | number }[] = [];
  const visit = (container: unknown): void => {
    if (typeof container !== 'object' || container === null) return;
    for (const key of Object.keys(container)) {
      places.push({ container: container as Record<string, unknown>, key });
      visit((container as Record<string, unknown>)[key]);
    }
  };
  visit(tree);
  const place = places[n % places.length];
  if (place) place.container[place.key] = structuredClone(value);
}

const LABELS = '{ app.kubernetes.io/name: redis-cluster, app.kubernetes.io/instance: cache }';

t.test('a document that no rule needs is not parsed', async (t) => {
  const unneeded = 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: "never closed\n';
  t.same(findingsOf(`${GOOD}---\n${unneeded}`, settings()), []);
  const needed = `apiVersion: v1\nkind: Service\nmetadata:\n  labels: ${LABELS}\nspec: "never closed\n`;
  t.throws(() => findingsOf(`${GOOD}---\n${needed}`), { code: 'input' });
});

t.test('several releases are each looked at, and one by its name', async (t) => {
  const other = UNPINNED(GOOD)
    .replaceAll('cache', 'queue')
    .replaceAll('6379', '7000')
    .replaceAll('"9121"', '"{{ .x }}"');
  const both = `${UNPINNED(GOOD)}---\n${other}`;
  const releases = (...set: string[]) =>
    findingsOf(both, settings(...set)).map(({ rule, document }) => `${rule} ${document.name}`);
  t.same(releases(), [
    'placement-not-guaranteed cache-redis-cluster',
    'unrendered-template queue-redis-cluster',
    'placement-not-guaranteed queue-redis-cluster',
  ]);
  t.same(releases('release=*'), releases());
  t.same(releases('release=cache'), ['placement-not-guaranteed cache-redis-cluster']);
  t.same(releases('release=queue'), releases().slice(1));
});

t.test('findings come in the order of the stream', async (t) => {
  const findings = findingsOf(GOOD.replaceAll('registry.example.com/', '').replace('"9121"', "'{{ .x }}'"), settings());
  t.same(
    findings.map(({ rule }) => rule),
    ['unrendered-template', 'image-moved', 'image-moved'],
  );
});

t.test('a line in a List is shown as far as no secret can stand in it', async (t) => {
  const release = GOOD.slice(GOOD.lastIndexOf('---\n') + 4).replace('hostPort: 6379\n', 'hostPort: 7000\n');
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\nstringData: { a: "{{ .x }} opensesame" }\n';
  const item = (text: string): string =>
    `- ${text
      .replace(/^#.*\n/, '')
      .trimEnd()
      .replaceAll('\n', '\n  ')}\n`;
  const list = `apiVersion: v1\nkind: List\nitems:\n${item(release)}${item(secret)}`;
  const findings = findingsOf(list, settings());
  const port = findings.find(({ rule }) => rule === 'host-port-mismatch');
  t.match(port, { document: { kind: 'StatefulSet', name: 'cache-redis-cluster' }, excerpt: /^ +hostPort: 7000$/ });
  t.notMatch(JSON.stringify(findings), 'opensesame');
});

t.test('nothing to check is an error, unless the rule about it is off', async (t) => {
  t.throws(() => findingsOf('# nothing\n'), { code: 'input' });
  t.same(findingsOf('# nothing\n', settings('lint.rules.statefulset-missing=off')), []);
});
