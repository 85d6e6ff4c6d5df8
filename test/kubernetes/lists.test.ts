import t from 'tap';
import { readObjects } from '../../src/kubernetes/kubectl.js';
import { objectsIn } from '../../src/kubernetes/objects.js';
import { run } from '../helpers/fake-io.js';

const named = (name: string, more: object = {}) => ({ metadata: { name }, ...more });
const list = (kind: string, items: unknown[], apiVersion = 'v1') => ({ apiVersion, kind, items });

t.test('what is in a list, whatever list it is', async (t) => {
  const rows: [what: string, object: Record<string, unknown>, found: string[]][] = [
    // what, the object, `apiVersion kind name path` of each object in it
    ['no list', { apiVersion: 'v1', kind: 'Pod', ...named('a') }, ['v1 Pod a ']],
    ['a List', list('List', [{ apiVersion: 'v1', kind: 'Pod', ...named('a') }]), ['v1 Pod a items.0']],
    ['a typed list', list('DaemonSetList', [named('a')], 'apps/v1'), ['apps/v1 DaemonSet a items.0']],
    [
      'lists in a List',
      list('List', [
        list('List', [list('StatefulSetList', [named('a')], 'apps/v1')]),
        { apiVersion: 'v1', kind: 'Node', ...named('b') },
      ]),
      ['apps/v1 StatefulSet a items.0.items.0.items.0', 'v1 Node b items.1'],
    ],
    ['what is no object', list('PodList', [null, 'x', named('a')]), ['v1 Pod a items.2']],
    ['a kind that only ends so', { apiVersion: 'x/v1', kind: 'AllowList', ...named('a') }, ['x/v1 AllowList a ']],
    ['nothing', list('List', []), []],
  ];
  for (const [what, object, found] of rows) {
    const objects = objectsIn(object).map((one) => {
      const { name } = (one.object.metadata ?? {}) as { name?: string };
      return `${one.apiVersion} ${one.kind} ${name} ${one.path.join('.')}`;
    });
    t.same(objects, found, what);
  }
  let deep: Record<string, unknown> = list('PodList', [named('a')]);
  for (let depth = 0; depth < 5000; depth++) deep = list('List', [deep]);
  t.same(
    objectsIn(deep).map(({ kind }) => kind),
    ['List'],
    'not without end',
  );
});

t.test('kubectl is asked for several kinds, and answers are put together in a List', async (t) => {
  const bytes = Buffer.from(JSON.stringify(list('List', [list('PodList', [named('a')])])));
  t.match(readObjects(bytes, 'x.json', ''), [{ kind: 'Pod', object: named('a') }]);
});

t.test('a StatefulSet in a List of a List is what the post-renderer does not find', async (t) => {
  const stdin = JSON.stringify(list('List', [list('List', [{ apiVersion: 'apps/v1', kind: 'StatefulSet' }])]));
  const { code, err } = await run([], { stdin });
  t.equal(code, 2);
  t.match(err, 'Lists are not looked into');
  const typed = await run([], { stdin: JSON.stringify(list('StatefulSetList', [named('a')], 'apps/v1')) });
  t.match(typed.err, 'Lists are not looked into');
});
