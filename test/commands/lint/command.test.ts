import t from 'tap';
import { FILE_FORMATS } from '../../../src/report/formats.js';
import { type Call, run } from '../../helpers/fake-io.js';
import { edits, GOOD, ONE_LINE, replace, UNPINNED, userLine } from './rules/good-release.js';

const PASSWORD = 'opensesame';
const BROKEN = 'apiVersion: v1\nkind: "Service\n';
const ERROR = replace('hostPort: 6379\n', 'hostPort: 7000\n')(GOOD);
const WARNING = UNPINNED(GOOD);
const INFO = replace('enforce: privileged', 'enforce: baseline')(GOOD);
const CONFIG = 'apiVersion: redis-hostport/v1\nkind: Config\n';
const FILES = {
  'good.yaml': GOOD,
  'error.yaml': ERROR,
  'warning.yaml': WARNING,
  'info.yaml': INFO,
  'broken.yaml': BROKEN,
};

t.test('command lines', async (t) => {
  // arguments, exit code, what standard output holds, what standard error holds, other things
  const rows: [argv: string[], code: number, out: RegExp | string, err: RegExp, call?: Call][] = [
    [['good.yaml'], 0, /^no findings in 1 file\n$/, /^$/],
    [['error.yaml'], 1, /^error\.yaml\n[\s\S]*hostPort 7000[\s\S]*1 error in 1 file\n$/, /^$/],
    [['warning.yaml'], 0, /1 warning in 1 file/, /^$/],
    [['info.yaml'], 0, /1 info in 1 file/, /^$/],
    [['warning.yaml', '--fail-on', 'warning'], 1, /1 warning/, /^$/],
    [['info.yaml', '--fail-on', 'warning'], 0, /1 info/, /^$/],
    [['error.yaml', '--fail-on', 'error'], 1, /1 error/, /^$/],
    [['good.yaml', '--fail-on', 'info'], 2, /^$/, /--fail-on cannot be info; there are: error, warning/],
    [[], 1, /^<stdin>\n/, /^$/, { stdin: ERROR }],
    [['-'], 1, /^<stdin>\n/, /^$/, { stdin: ERROR }],
    [[], 2, /^$/, /standard input is a terminal/],
    // Each file on its own; a bad one does not hide the others.
    [
      ['good.yaml', 'error.yaml', 'warning.yaml'],
      1,
      /error\.yaml\n[\s\S]*warning\.yaml\n[\s\S]*1 error, 1 warning in 3 files/,
      /^$/,
    ],
    [['good.yaml', 'good.yaml'], 0, /^no findings in 1 file\n$/, /^$/],
    [
      ['error.yaml', 'gone.yaml'],
      2,
      /error\.yaml\n[\s\S]*gone\.yaml\n.*not read.*there is no such file[\s\S]*1 error in 2 files; 1 file could not be read/,
      /^$/,
    ],
    [
      ['broken.yaml', 'error.yaml'],
      2,
      /broken\.yaml\n.*2:7.*not valid YAML[\s\S]*1 error in 2 files; 1 file could not be read/,
      /^$/,
    ],
    [['empty.yaml'], 2, /the input is empty/, /^$/, { files: { 'empty.yaml': '' } }],
    [['text.yaml'], 2, /not a Kubernetes manifest: it has no kind/, /^$/, { files: { 'text.yaml': 'hello: world\n' } }],
    // Rules in the configuration.
    [['error.yaml', '--set', 'lint.rules.host-port-mismatch=off'], 0, /no findings/, /^$/],
    [['error.yaml', '--set', 'lint.rules.host-port-mismatch=warning'], 0, /1 warning/, /^$/],
    [['info.yaml', '--set', 'lint.rules.pod-security=error'], 1, /1 error/, /^$/],
    [
      ['good.yaml', '--set', 'lint.rules.host-port-mismach=off'],
      2,
      /^$/,
      /there is no lint rule host-port-mismach; did you mean host-port-mismatch\?/,
    ],
    [
      ['good.yaml', '--set', 'lint.rules.pod-security=loud'],
      2,
      /^$/,
      /lint\.rules\.pod-security must be one of off, info, warning, error/,
    ],
    [
      ['good.yaml'],
      2,
      /^$/,
      /redis-hostport\.yaml:5:5: there is no lint rule pod-securty; did you mean pod-security\?/,
      { files: { ...FILES, 'redis-hostport.yaml': `${CONFIG}lint:\n  rules:\n    pod-securty: off\n` } },
    ],
    [
      ['info.yaml'],
      0,
      /no findings/,
      /^$/,
      { files: { ...FILES, 'redis-hostport.yaml': `${CONFIG}lint: { rules: { pod-security: off } }\n` } },
    ],
    // Formats.
    [['error.yaml', '--format', 'json'], 1, /^\{[\s\S]*"rule": "host-port-mismatch"/, /^$/],
    [['error.yaml', '--format', 'github'], 1, /^::error file=error\.yaml,line=/, /^$/],
    [['error.yaml', '--format', 'junit'], 1, /^<\?xml/, /^$/],
    [['error.yaml', '--format', 'sarif'], 1, /"version": "2\.1\.0"/, /^$/],
    [['error.yaml', '--format', 'xml'], 2, /^$/, /--format cannot be xml/],
    [['error.yaml', '--format', 'json', '--format', 'sarif'], 2, /^$/, /cannot both go to standard output/],
    [['error.yaml', '--color', 'always'], 1, '\u001b[31m', /^$/],
    [['--help'], 0, /Usage: redis-hostport lint \[FILE…\]/, /^$/],
    [['--formt', 'json'], 2, /^$/, /there is no option --formt; did you mean --format\?/],
  ];
  for (const [argv, code, out, err, call = {}] of rows) {
    const result = await run(['lint', ...argv], { files: FILES, ...call });
    const name = `lint ${argv.join(' ')}`;
    t.equal(result.code, code, `${name}: exit code`);
    t.match(result.out, out, `${name}: standard output`);
    t.match(result.err, err, `${name}: standard error`);
  }
});

t.test('one run serves a person and a CI', async (t) => {
  const argv = ['lint', 'error.yaml', '--format', 'sarif=out.sarif', '--format', 'junit=junit.xml'];
  const { code, out, files } = await run([...argv, '--color', 'always'], { files: FILES });
  t.equal(code, 1);
  t.match(out, /1 error in 1 file/, 'text is printed where no other format is');
  t.equal(JSON.parse(files['out.sarif'] ?? '').runs[0].results.length, 1);
  t.match(files['junit.xml'], /failures="1"/);
  t.notMatch(files['junit.xml'], '\u001b', 'no colours in a file');

  const github = await run([...argv, '--format', 'github'], { files: FILES });
  t.match(github.out, /^::error /);
  t.notMatch(github.out, /Fix:/, 'text is not printed beside another format');
});

t.test('paths in reports are those of the repository', async (t) => {
  const env = { GITHUB_WORKSPACE: '/' };
  const { out } = await run(['lint', 'error.yaml', '--format', 'github'], { files: FILES, env });
  t.match(out, /^::error file=project\/error\.yaml,/);
});

t.test('only rules that run are listed', async (t) => {
  const { out } = await run(['lint', 'good.yaml', '--format', 'junit', '--set', 'lint.rules.pod-security=off'], {
    files: FILES,
  });
  t.match(out, /name="host-port-missing"/);
  t.notMatch(out, /pod-security/);
});

t.test('a password stands in no report', async (t) => {
  const line = `user song on >${PASSWORD} ~* +@all nopass &amp;* +@al`;
  const texts = [
    userLine(line)(GOOD),
    edits(userLine(line), ONE_LINE)(GOOD),
    replace('data:\n  redis-password: dG9wLXNlY3JldA==', `stringData:\n  redis-password: "${PASSWORD} {{ .x }}"`)(GOOD),
    replace('value: "no" }', `value: "${PASSWORD} {{ .x }}" }`)(GOOD),
  ];
  for (const stdin of texts) {
    for (const format of Object.keys(FILE_FORMATS)) {
      const { code, out, err } = await run(['lint', '--format', format], { stdin });
      t.ok(code < 2 && /acl-plain-password|unrendered-template/.test(out), `${format} has a finding at that line`);
      t.notMatch(out + err, PASSWORD, `${format} does not show it`);
    }
  }
});

t.test('what is no YAML does not hide the findings of the other files', async (t) => {
  const files = {
    'alias.yaml': 'kind: A\nhosts:\n  - *.example.org\n',
    'merge.yaml': 'kind: A\n<<: 1\n',
    'deep.yaml': `kind: A\na:\n  ${'- '.repeat(4000)}x\n`,
    'aliases.yaml': `kind: A\na0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}x]\n`).join('')}`,
    'error.yaml': ERROR,
  };
  const { code, out, err } = await run(['lint', ...Object.keys(files)], { files });
  t.same([code, err], [2, '']);
  for (const place of ['3:5', '2:5', '3:2001']) t.match(out, `${place}  not read  not valid YAML`);
  t.match(out, /aliases\.yaml\n +\S+ +not read/);
  t.match(out, /error\.yaml\n.*hostPort 7000/s);
  t.notMatch(out, 'defect');
});

t.test('a hundred bad lines are all found', async (t) => {
  const lines = Array.from({ length: 100 }, (_, index) => `user u${index} on >${PASSWORD} ~* +@al`).join('\n    ');
  const { out } = await run(['lint', '--format', 'json'], { stdin: edits(userLine(lines), ONE_LINE)(GOOD) });
  t.equal(JSON.parse(out).findings.length, 200);
});

/** A release as `helm template --output-dir` leaves it: a file for each template, below one folder. */
function outputDir(stream: string, folder: string): Record<string, string> {
  const documents = stream.split(/^---\n/m).filter((text) => text.trim() !== '');
  return Object.fromEntries(
    documents.map((text, index) => {
      const template = `redis-cluster/templates/file-${index}.yaml`;
      return [`${folder}/${template}`, `---\n# Source: ${template}\n${text}`];
    }),
  );
}

t.test('files of one release are one stream', async (t) => {
  const lines = async (files: Record<string, string>, ...named: string[]): Promise<string[]> => {
    const argv = ['lint', '--format', 'json', ...(named.length > 0 ? named : Object.keys(files))];
    const { out } = await run(argv, { files });
    return JSON.parse(out).findings.map(
      (one: { file: string; rule: string; severity: string }) => `${one.severity} ${one.rule} ${one.file}`,
    );
  };
  const files = outputDir(GOOD, 'out');
  t.ok(Object.keys(files).length > 4);
  t.same(await lines(files), [], 'as in one file');

  const wrong = outputDir(ERROR, 'out');
  const [place = ''] = Object.keys(wrong).filter((file) => wrong[file]?.includes('hostPort: 7000'));
  t.same(await lines(wrong), [`error host-port-mismatch ${place}`], 'a finding is in its own file');

  const proxy =
    'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: proxy }\nspec: { template: { spec: { containers: [{ name: p, ports: [{ containerPort: 1, hostPort: 6379 }] }] } } }\n';
  const among = { ...files, 'out/proxy/templates/ds.yaml': `# Source: proxy/templates/ds.yaml\n${proxy}` };
  const [statefulSet = ''] = Object.keys(files).filter((file) => files[file]?.includes('kind: StatefulSet'));
  t.same(await lines(among), [`error host-port-conflict ${statefulSet}`], 'another chart of the same release');

  const service = Object.keys(files).filter((file) => /kind: (Service|ConfigMap)\n/.test(files[file] ?? ''));
  const parts = await lines(files, ...service);
  t.ok(parts.length > 0);
  for (const line of parts) t.match(line, /^info statefulset-missing /, 'some of the files');

  const named = { 'statefulset.yaml': files[statefulSet] ?? '', 'ds.yaml': proxy };
  t.match(await lines(named), [/host-port-conflict/], 'one object in each file of a folder');
  t.notMatch(
    (await lines({ 'a/statefulset.yaml': files[statefulSet] ?? '', 'b/ds.yaml': proxy })).join(' '),
    'host-port-conflict',
    'of two folders',
  );
  const twice = { ...outputDir(GOOD, 'staging'), ...outputDir(GOOD, 'production') };
  t.same(await lines(twice), [], 'two folders are two releases');
  t.same(await lines({ 'staging.yaml': GOOD, 'production.yaml': GOOD }), [], 'whole streams stay apart');
  const two = { 'staging.yaml': files[statefulSet] ?? '', 'production.yaml': files[statefulSet] ?? '' };
  t.notMatch((await lines(two)).join(' '), 'host-port-conflict', 'the same object twice');
});

t.test('a broken file among those of one release', async (t) => {
  const files = { ...outputDir(GOOD, 'out'), 'out/redis-cluster/templates/broken.yaml': 'kind: Service\nspec: "x\n' };
  const { code, out } = await run(['lint', ...Object.keys(files)], { files });
  t.equal(code, 2);
  t.match(out, /^out\/redis-cluster\/templates\/broken\.yaml\n.*not read/);
  t.match(out, /1 file could not be read/);
});
