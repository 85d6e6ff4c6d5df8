import t from 'tap';
import { COMMANDS } from '../../src/cli/commands.js';
import { helpText } from '../../src/cli/help.js';
import { run } from '../helpers/fake-io.js';

const HOOK = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations: {helm.sh/hook: test}\n';

// argv                                   code  standard output    standard error
const TABLE: readonly (readonly [argv: string[], code: number, out: RegExp, err: RegExp])[] = [
  [['--version'], 0, /^\d+\.\d+\.\d+\S*\n$/, /^$/],
  [['--help'], 0, /^Usage: redis-hostport \[options\] < rendered\.yaml/, /^$/],
  [['-v'], 0, /^\d+\.\d+\.\d+\S*\n$/, /^$/],
  [['version'], 0, /^\d+\.\d+\.\d+\S*\n$/, /^$/],
  [['help'], 0, /Commands:\n {2}diff/, /^$/],
  [['help', 'diff'], 0, /^Usage: redis-hostport diff \[FILE\]/, /^$/],
  [['help', 'dif'], 2, /^$/, /there is no command dif; did you mean diff\?/],
  [['-h'], 0, /Commands:\n {2}diff/, /^$/],
  [['diff', '--help'], 0, /^Usage: redis-hostport diff \[FILE\]/, /^$/],
  [['--config', 'x', 'diff', '--help'], 0, /^Usage: redis-hostport diff/, /^$/],
  [[], 2, /^$/, /^redis-hostport: standard input is a terminal; it takes what `helm template` prints\nFor example/],
  [['shema'], 2, /^$/, /there is no command shema; did you mean schema\?/],
  [['diff', '--exitcode'], 2, /^$/, /there is no option --exitcode; did you mean --exit-code\?/],
  [['--confg', 'x'], 2, /^$/, /there is no option --confg; did you mean --config\?/],
  [['diff', 'not-there.yaml'], 2, /^$/, /not-there\.yaml: cannot be read: there is no such file/],
  [['--config', 'not-there.yaml'], 2, /^$/, /not-there\.yaml: cannot be read: there is no such file/],
  [['--overlay', 'not-there.yaml'], 2, /^$/, /not-there\.yaml: cannot be read: there is no such file/],
  [['schema'], 0, /"title": "Config"/, /^$/],
  [['schema', 'host-port'], 0, /"title": "HostPortParameters"/, /^$/],
  [['schema', 'hostport'], 2, /^$/, /there is no schema hostport; did you mean host-port\?/],
  [['--set', 'lint.rules.x.toString='], 2, /^$/, /lint\.rules\.x must be one of off, info, warning, error, false\n/],
  [['--set', 'lint.rules.x=loud'], 2, /^$/, /--set: lint\.rules\.x must be one of off, info, warning, error/],
];

t.test('command lines', async (t) => {
  for (const [argv, code, out, err] of TABLE) {
    const outcome = await run(argv);
    t.equal(outcome.code, code, argv.join(' '));
    t.match(outcome.out, out);
    t.match(outcome.err, err);
  }
});

t.test('hooks only: Helm 4 sends them on their own with the separate strategy', async (t) => {
  t.same(await run([], { stdin: HOOK }), { code: 0, out: HOOK, err: '', files: {} });
});

t.test('the configuration is found where Helm runs', async (t) => {
  const wrong = { 'redis-hostport.yaml': 'apiVersion: redis-hostport/v1\nkind: Config\nrelaese: x\n' };
  t.match((await run([], { stdin: HOOK, files: wrong })).err, /redis-hostport\.yaml:3:10?.*did you mean release\?/s);
  const env = { REDIS_HOSTPORT_CONFIG: 'elsewhere.yaml' };
  t.match((await run([], { stdin: HOOK, env })).err, /elsewhere\.yaml: cannot be read/);
});

t.test('diff', async (t) => {
  const stdin = `---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: a-redis-cluster
  labels: {app.kubernetes.io/name: redis-cluster, app.kubernetes.io/instance: a}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: redis
          ports:
            - name: tcp-redis
              containerPort: 6379
            - name: tcp-redis-bus
              containerPort: 16379
`;
  const { code, out } = await run(['diff', '--set', 'overlays.node-affinity=false'], { stdin: 'terminal' });
  t.same([code, out], [2, '']);
  const argv = ['diff', '--set', 'overlays.node-affinity={}', '--exit-code'];
  const shown = await run(argv, { stdin });
  t.equal(shown.code, 1);
  t.match(shown.out, /^--- a\/stdin\n\+\+\+ b\/stdin\n@@ /);
  t.match(shown.out, /\n\+ {14}hostPort: 6379\n/);
  const colored = await run(['diff', 'in.yaml', '--color', 'always'], { files: { 'in.yaml': stdin } });
  t.equal(colored.code, 0);
  t.match(colored.out, '\u001b[32m+              hostPort: 6379\u001b[39m');
  const right = await run([], { stdin });
  t.same(await run(argv, { stdin: right.out }), { code: 0, out: '', err: '', files: {} }, 'no difference');
});

t.test('help fits the terminal; an example stays what a shell reads', async (t) => {
  for (const [name, command] of Object.entries(COMMANDS)) {
    for (const columns of [40, 80, 200]) {
      const text = helpText(command, columns);
      // A word that is longer than the line stands alone; at 40 columns a word with what belongs to it may.
      const alone = columns < 80 ? /^(Usage:)? +\S+( \S+)?( \\| \|| &&)*$|^ +\[[^\]]*\]$/ : /^ +\S+( \\)?$/;
      const long = text
        .split('\n')
        .filter((line) => line.length > columns && !alone.test(line) && !/^ {2}# /.test(line));
      t.same(long, [], `${name} at ${columns}`);
      const shown = text.slice(text.indexOf('\nExamples:')).replaceAll(/ \\\n +/g, ' ');
      t.notMatch(text, / --?[a-z-]+ \\\n +[^- ]|\([^)\n]* \\\n/, 'an option stands on a line with its value');
      for (const example of command.examples) t.match(shown, example.replace(/ {2,}# .*/, ''), name);
    }
  }
});

t.test('--color is known to every command', async (t) => {
  for (const name of Object.keys(COMMANDS)) {
    const { code, out } = await run([name, '--color', 'never', '--help']);
    t.match({ code, out }, { code: 0, out: /--color WHEN/ }, name);
    const wrong = await run([name, '--color', 'allways']);
    const err = 'redis-hostport: --color cannot be allways; did you mean always?\n';
    t.match(wrong, { code: 2, out: '', err }, name);
  }
});
