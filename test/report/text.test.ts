import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import t from 'tap';
import { textReporter } from '../../src/report/text.js';
import { CLEAN, CONTEXT, findingWith, HOSTILE, MIXED, PIPED, RULES, reportOf } from './sample.js';

const IN_ORDER = { ...MIXED, findings: MIXED.findings.toSorted((a, b) => a.line - b.line) };

t.equal(
  textReporter(IN_ORDER, CONTEXT),
  `rendered.yaml
     88:9  warning  Service ds-redis-redis-cluster-0-svc is a LoadBalancer with the IP of a node, 10.0.0.4, and never gets an ingress  wait-hangs
           Service ds-redis-redis-cluster-0-svc, from redis-cluster/templates/svc-cluster-external-access.yaml
           |   type: LoadBalancer
           |         ^^^^^^^^^^^^
           Fix: Install without --wait and --atomic, or with Helm 4's default watcher.

   2010:1  info     Host ports 6379 and 16379 are refused where Pod Security enforces baseline or restricted  pod-security
           StatefulSet ds-redis-redis-cluster
           | apiVersion: apps/v1
           | ^^^^^^^^^^^^^^^^^^^
           Fix: Label the namespace pod-security.kubernetes.io/enforce=privileged.

  2103:15  error    Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort  host-port-missing
           StatefulSet ds-redis-redis-cluster, from redis-cluster/templates/redis-statefulset.yaml
           |             - name: tcp-redis
           |               ^^^^^^^^^^^^^^^
           Fix: Set overlays.host-port to {} and render through the post-renderer.

1 error, 1 warning, 1 info in 1 file
`,
  'grouped by file, in the order of the lines, with a closing count',
);

t.equal(textReporter(CLEAN, CONTEXT), 'no findings in 1 file\n');

t.equal(
  textReporter(PIPED, CONTEXT),
  `<stdin>
  2103:15  error    Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort  host-port-missing
           StatefulSet ds-redis-redis-cluster, from redis-cluster/templates/redis-statefulset.yaml
           |             - name: tcp-redis
           |               ^^^^^^^^^^^^^^^
           Fix: Set overlays.host-port to {} and render through the post-renderer.

gone.yaml
       not read  ENOENT: no such file or directory

1 error in 2 files; 1 file could not be read
`,
  'standard input, and a file that is not there',
);

t.test('closing count', (t) => {
  const warning = findingWith({ severity: 'warning' });
  const info = findingWith({ severity: 'info' });
  const error = findingWith({});
  // findings, other files → the last line
  const cases = [
    [[error, error, warning], [], '2 errors, 1 warning in 1 file'],
    [[warning, warning], ['b.yaml'], '2 warnings in 2 files'],
    [[info], [], '1 info in 1 file'],
    [[info, info], [], '2 info in 1 file'],
    [[], ['b.yaml'], 'no findings in 2 files'],
  ] as const;
  for (const [findings, files, last] of cases) {
    const report = { findings: [...findings], unreadable: [], files: ['rendered.yaml', ...files], rules: RULES };
    t.equal(textReporter(report, CONTEXT).split('\n').at(-2), last);
  }
  t.end();
});

t.test('a finding about the stream as a whole, and one whose line could show a password', (t) => {
  const { excerpt: _, ...hidden } = findingWith({ line: 1, column: 1, endLine: 1, document: { kind: '', name: '' } });
  t.equal(
    textReporter(reportOf(hidden), CONTEXT),
    `rendered.yaml
  1:1  error    Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort  host-port-missing
       Fix: Set overlays.host-port to {} and render through the post-renderer.

1 error in 1 file
`,
  );
  t.end();
});

t.test('colour', (t) => {
  const colored = textReporter(IN_ORDER, { ...CONTEXT, color: true });
  t.match(colored, '\u001b[31m\u001b[1merror  \u001b[22m\u001b[39m', 'the severity');
  t.match(colored, '\u001b[33m        ^^^^^^^^^^^^\u001b[39m', 'the marks');
  t.equal(stripVTControlCharacters(colored), textReporter(IN_ORDER, CONTEXT), 'and nothing else changes');
  t.end();
});

t.test('on a terminal', (t) => {
  for (const columns of [70, 80, 120]) {
    const lines = textReporter(IN_ORDER, { ...CONTEXT, columns }).split('\n');
    const wide = lines.filter((line) => stringWidth(line) > columns);
    t.strictSame(wide, [], `text is wrapped at ${columns} columns`);
    t.ok(lines.filter((line) => line.includes('| ')).every((line) => stringWidth(line) <= Math.min(columns, 80)));
  }
  const wrapped = textReporter(IN_ORDER, { ...CONTEXT, columns: 80 }).split('\n');
  t.strictSame(wrapped.slice(1, 4), [
    '     88:9  warning  Service ds-redis-redis-cluster-0-svc is a LoadBalancer with',
    '                    the IP of a node, 10.0.0.4, and never gets an ingress',
    '                    wait-hangs',
  ]);
  t.end();
});

t.test('the excerpt of a long line has at most 80 columns', (t) => {
  const excerpt = `"redis-default.conf": "${'save 900 1\\n'.repeat(8000)}"`;
  const finding = findingWith({ excerpt, line: 3, endLine: 3, column: 40_001, endColumn: 40_011 });
  const line =
    textReporter(reportOf(finding), CONTEXT)
      .split('\n')
      .find((text) => text.includes('| ')) ?? '';
  t.equal(stringWidth(line), 80);
  t.match(line, /\| ….*…$/u);
  t.end();
});

t.test('text of strangers stays text', (t) => {
  const text = textReporter(HOSTILE, CONTEXT);
  t.notMatch(text, /[\p{Cs}\p{Bidi_Control}]|[^\P{Cc}\n]/u, 'no control character but the line feed');
  t.match(text, '␀␛[31m�', 'they are shown instead');
  t.match(text, '😀👨‍👩‍👧 레디스');
  t.equal(text.split('\n').length, 12, 'no line of its own');
  t.end();
});
