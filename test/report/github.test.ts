import t from 'tap';
import { githubReporter } from '../../src/report/github.js';
import { fc } from '../helpers/properties.js';
import { CLEAN, CONTEXT, findingWith, HOSTILE, MIXED, PIPED, reportOf } from './sample.js';

t.strictSame(githubReporter(MIXED, CONTEXT).split('\n'), [
  '::error file=deploy/rendered.yaml,line=2103,endLine=2103,col=15,endColumn=30,title=host-port-missing::Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort.%0Arendered.yaml:2103:15: StatefulSet ds-redis-redis-cluster, from redis-cluster/templates/redis-statefulset.yaml%0ASet overlays.host-port to {} and render through the post-renderer.',
  "::warning file=deploy/rendered.yaml,line=88,endLine=88,col=9,endColumn=21,title=wait-hangs::Service ds-redis-redis-cluster-0-svc is a LoadBalancer with the IP of a node, 10.0.0.4, and never gets an ingress.%0Arendered.yaml:88:9: Service ds-redis-redis-cluster-0-svc, from redis-cluster/templates/svc-cluster-external-access.yaml%0AInstall without --wait and --atomic, or with Helm 4's default watcher.",
  '::notice file=deploy/rendered.yaml,line=2010,endLine=2239,title=pod-security::Host ports 6379 and 16379 are refused where Pod Security enforces baseline or restricted.%0Arendered.yaml:2010:1: StatefulSet ds-redis-redis-cluster%0ALabel the namespace pod-security.kubernetes.io/enforce=privileged.',
  '1 error, 1 warning, 1 info in 1 file',
  '',
]);

t.equal(githubReporter(CLEAN, CONTEXT), 'no findings in 1 file\n');

t.match(githubReporter(PIPED, CONTEXT).split('\n'), [
  '::error file=deploy/gone.yaml,title=not read::gone.yaml: ENOENT: no such file or directory',
  /^::error title=host-port-missing::.*%0A<stdin>:2103:15: StatefulSet /u,
]);

/** The properties and the message of a command as actions/runner reads them, `TryParseV2` in ActionCommand.cs. */
function parsed(line: string): { properties: Record<string, string>; message: string } {
  const [, list = '', message = ''] = /^::\w+ (.*?)::(.*)$/su.exec(line) ?? [];
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const pairs = list.split(',').map((pair) => pair.split(/=(.*)/su).slice(0, 2).map(property));
  return { properties: Object.fromEntries(pairs), message: data(message) };
}

t.test('the position', (t) => {
  // line, column, end line, end column → properties
  const cases: [number, number, number, number, object][] = [
    [3, 5, 3, 9, { line: '3', endLine: '3', col: '5', endColumn: '9' }],
    [3, 5, 3, 5, { line: '3', endLine: '3', col: '5', endColumn: '5' }],
    [3, 5, 9, 2, { line: '3', endLine: '9' }],
    [3, 5, 9, 1, { line: '3', endLine: '8' }],
    [3, 5, 4, 1, { line: '3', endLine: '3', col: '5' }],
  ];
  for (const [line, column, endLine, endColumn, expected] of cases) {
    const report = reportOf(findingWith({ line, column, endLine, endColumn }));
    const { properties } = parsed(githubReporter(report, CONTEXT).split('\n')[0] ?? '');
    t.strictSame(properties, { file: 'deploy/rendered.yaml', ...expected, title: 'host-port-missing' });
  }
  t.end();
});

t.test('the file', (t) => {
  // as given → as the annotation names it; the working directory is /srv/shop/deploy in the working copy /srv/shop
  const cases: [string, string][] = [
    ['./rendered.yaml', 'deploy/rendered.yaml'],
    ['../rendered.yaml', 'rendered.yaml'],
    ['/srv/shop/a/rendered.yaml', 'a/rendered.yaml'],
    ['/tmp/rendered.yaml', '/tmp/rendered.yaml'],
    ['../../shopping/r.yaml', '/srv/shopping/r.yaml'],
    ['..rendered.yaml', 'deploy/..rendered.yaml'],
  ];
  for (const [file, expected] of cases) {
    const line = githubReporter(reportOf(findingWith({ file })), CONTEXT).split('\n')[0] ?? '';
    t.equal(parsed(line).properties.file, expected, file);
  }
  t.end();
});

t.test('a stranger cannot write a command', (t) => {
  const lines = githubReporter(HOSTILE, CONTEXT).split('\n');
  t.equal(lines.length, 4, 'a file that was not read, a finding, the count, the end');
  t.match(parsed(lines[1] ?? '').properties, { file: 'deploy/out put/레디스 100%,a:b#?.yaml' });
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('%', '0', 'A', 'D', ':', ',', '=', '\r', '\n', '설') }), (text) => {
      const report = reportOf(findingWith({ file: `${text}x`, message: `m${text}.`, remedy: text, rule: text }));
      const all = githubReporter(report, CONTEXT).split('\n');
      const { properties, message } = parsed(all[0] ?? '');
      return (
        all.length === 3 &&
        properties.title === text &&
        message.startsWith(`m${text}.\n`) &&
        message.endsWith(`\n${text}`)
      );
    }),
  );
  t.end();
});
