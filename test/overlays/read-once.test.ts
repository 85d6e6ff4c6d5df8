import t from 'tap';
import { run } from '../helpers/fake-io.js';

// A document is read as Kubernetes reads it, however its texts are written: no line that stops the server slips through.

const LABELS = '{ app.kubernetes.io/name: redis-cluster, app.kubernetes.io/instance: a }';
const STATEFULSET = `---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: a-redis-cluster
  labels: ${LABELS}
spec:
  replicas: 6
  template:
    spec:
      containers:
        - name: a
          image: docker.io/bitnami/redis-cluster:7.2.5-debian-12-r0
          ports:
            - { name: tcp-redis, containerPort: 6379 }
            - { name: tcp-redis-bus, containerPort: 16379 }
`;

const configMap = (text: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: a-redis-cluster-default
  labels: ${LABELS}
data:
  redis-default.conf: ${text}
`;

// how the text is written                     the value of redis-default.conf
const TEXTS: readonly (readonly [how: string, text: string])[] = [
  ['double-quoted, on its first line', '"user song on nonsense ~*\\nport 6379\\n"'],
  ['double-quoted, after a line break', '"port 6379\\nuser song on nonsense ~*\\n"'],
  ['double-quoted, with an escape', '"\\u0075ser song on nonsense ~*\\n"'],
  ['double-quoted, over two lines', '"port 6379\n\n    user song on nonsense ~*"'],
  ['single-quoted', "'user song on nonsense ~*'"],
  ['plain, on one line', 'user song on nonsense ~*'],
  ['a plain text below its key', '\n    user song on nonsense ~*'],
  ['folded', '>\n    port 6379\n\n    user song on nonsense ~*\n'],
  ['literal', '|\n    user song on nonsense ~*\n'],
  ['in capitals', '|-\n    USER song on nonsense ~*'],
  ['a name in quotes', `'"user" song on nonsense ~*'`],
  ['the word alone', '|\n    port 6379\n    user\n'],
  ['the word alone, plain', 'user'],
];

t.test('a user line that stops the server is refused, however the text is written', async (t) => {
  for (const [how, text] of TEXTS) {
    const { code, out, err } = await run([], { stdin: configMap(text) + STATEFULSET });
    t.match(err, /ConfigMap a-redis-cluster-default: /, how);
    t.match(err, /The server stops at line \d+ of redis-default\.conf/, how);
    t.same([code, out], [2, ''], how);
  }
});

t.test('the last of two keys counts', async (t) => {
  const twice = STATEFULSET.replace('spec:\n', 'metadata:\n  name: b\n  labels: { app: other }\nspec:\n');
  const other = await run([], { stdin: twice });
  t.match(other.err, 'StatefulSet b has the ports of a chart that is known and no label app.kubernetes.io/name');
  t.equal(other.code, 2);
  const last = await run(['lint', '--format', 'json'], {
    stdin: STATEFULSET.replace('metadata:\n', 'metadata: { name: b }\nmetadata:\n'),
  });
  t.equal(JSON.parse(last.out).findings[0].document.name, 'a-redis-cluster');
  const quoted = await run([], { stdin: STATEFULSET.replace('spec:\n', '"kind": Deployment\nspec:\n') });
  t.match(quoted.err, 'but its StatefulSet is not (1 Deployment)');
});

t.test('a document that nobody targets keeps its bytes', async (t) => {
  const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }   # ours\ndata: { "a" :   b, c: [1,2] }\n';
  const { out, err } = await run([], { stdin: other + STATEFULSET });
  t.equal(err, '');
  t.ok(out.startsWith(`${other}---\n`));
});
