import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Log, Result, Run } from 'sarif';
import t from 'tap';
import { VERSION } from '../../src/base/version.js';
import type { Report, ReportContext } from '../../src/report/report.js';
import { sarifReporter } from '../../src/report/sarif.js';
import { CLEAN, CONTEXT, findingWith, HOSTILE, HOSTILE_TEXT, MIXED, PIPED, RULES, reportOf } from './sample.js';

// The SARIF 2.1.0 schema as Microsoft's SARIF SDK ships it; the package's `exports` leave only its main module open.
const sdk = pathToFileURL(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-ts'));
const schema = JSON.parse(readFileSync(new URL('../assets/sarif-2.1.0.schema.json', sdk), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
const valid = ajv.compile(schema);

function runOf(report: Report, context: ReportContext = CONTEXT): Run {
  const log: Log = JSON.parse(sarifReporter(report, context));
  const [run] = log.runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

function resultsOf(report: Report): Result[] {
  return runOf(report).results ?? [];
}

for (const [name, report] of Object.entries({ CLEAN, MIXED, PIPED, HOSTILE })) {
  const text = sarifReporter(report, CONTEXT);
  t.ok(valid(JSON.parse(text)), `${name} is of the schema`, { errors: valid.errors });
  t.ok(text.endsWith('}\n'));
}

t.test('the schema would notice', (t) => {
  const spoilt = (change: (run: Run) => void) => {
    const log: Log = JSON.parse(sarifReporter(MIXED, CONTEXT));
    for (const run of log.runs) change(run);
    return log;
  };
  // what, the log
  const cases: [string, unknown][] = [
    ['a space in a URI', spoilt((run) => run.artifacts?.push({ location: { uri: 'a b.yaml' } }))],
    ['the same artifact twice', spoilt((run) => run.artifacts?.push(...(run.artifacts ?? [])))],
    ['a level that is none', spoilt((run) => Object.assign(run.results?.[0] ?? {}, { level: 'info' }))],
    ['a property nobody knows', spoilt((run) => Object.assign(run.results?.[0] ?? {}, { severity: 'error' }))],
  ];
  for (const [what, log] of cases) t.notOk(valid(log), what);
  t.end();
});

t.test('the rules', (t) => {
  const { driver } = runOf(MIXED).tool;
  t.match(driver, { name: 'redis-hostport', version: VERSION });
  t.strictSame(
    driver.rules?.map(({ id, defaultConfiguration }) => [id, defaultConfiguration?.level]),
    [
      ['host-port-missing', 'error'],
      ['acl-syntax', 'error'],
      ['wait-hangs', 'warning'],
      ['pod-security', 'note'],
    ],
  );
  t.strictSame(driver.rules?.[0]?.help, {
    text: 'A redis or bus port has no hostPort. Render through the post-renderer with the host-port overlay on.',
    markdown:
      'A redis or bus port has no hostPort.\n\n**Fix:** Render through the post-renderer with the host-port overlay on.',
  });
  t.end();
});

t.test('a result', (t) => {
  const [result, , info] = resultsOf(MIXED);
  t.strictSame(result, {
    ruleId: 'host-port-missing',
    ruleIndex: 0,
    level: 'error',
    message: {
      text: 'Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort. Set overlays.host-port to {} and render through the post-renderer.',
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'deploy/rendered.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 2103, startColumn: 15, endLine: 2103, endColumn: 30 },
          contextRegion: { startLine: 2103, snippet: { text: '            - name: tcp-redis' } },
        },
        logicalLocations: [
          {
            name: 'ds-redis-redis-cluster',
            fullyQualifiedName: 'StatefulSet/ds-redis-redis-cluster',
            kind: 'resource',
          },
          {
            name: 'redis-statefulset.yaml',
            fullyQualifiedName: 'redis-cluster/templates/redis-statefulset.yaml',
            kind: 'module',
          },
        ],
      },
    ],
    partialFingerprints: { 'redisHostport/v1': result?.partialFingerprints?.['redisHostport/v1'] },
  });
  t.match(info, { ruleIndex: 3, level: 'note' });
  t.equal(info?.locations?.[0]?.physicalLocation?.contextRegion, undefined, 'one line would not hold its region');
  t.equal(resultsOf(HOSTILE)[0]?.message.text, `${HOSTILE_TEXT}. ${HOSTILE_TEXT}`, 'text comes back as it was');
  t.end();
});

t.test('about the stream as a whole: no object, no template, no snippet', (t) => {
  const { excerpt: _, ...whole } = findingWith({ rule: 'unlisted', document: { kind: '', name: '' } });
  const [result] = resultsOf(reportOf(whole));
  t.strictSame(Object.keys(result?.locations?.[0] ?? {}), ['physicalLocation']);
  t.strictSame(Object.keys(result?.locations?.[0]?.physicalLocation ?? {}), ['artifactLocation', 'region']);
  t.equal(result?.ruleIndex, -1);
  t.end();
});

t.test('a file is a URI', (t) => {
  // as given → URI, path; the working directory is /srv/shop/deploy in the working copy /srv/shop
  const cases: [string, string, string][] = [
    ['a b.yaml', 'deploy/a%20b.yaml', '/srv/shop/deploy/a b.yaml'],
    ['레디스.yaml', 'deploy/%EB%A0%88%EB%94%94%EC%8A%A4.yaml', '/srv/shop/deploy/레디스.yaml'],
    ['100%.yaml', 'deploy/100%25.yaml', '/srv/shop/deploy/100%.yaml'],
    ['a:b?c#d.yaml', 'deploy/a%3Ab%3Fc%23d.yaml', '/srv/shop/deploy/a:b?c#d.yaml'],
    ['../x.yaml', 'x.yaml', '/srv/shop/x.yaml'],
    ['/srv/shop/a/x.yaml', 'a/x.yaml', '/srv/shop/a/x.yaml'],
    ['/tmp/레 디.yaml', 'file:///tmp/%EB%A0%88%20%EB%94%94.yaml', '/tmp/레 디.yaml'],
  ];
  for (const [file, uri, path] of cases) {
    const run = runOf({ findings: [findingWith({ file })], unreadable: [], files: [file, file], rules: RULES });
    t.equal(run.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, uri, file);
    t.equal(fileURLToPath(new URL(uri, 'file:///srv/shop/')), path, 'and leads back to the file');
    t.equal(run.artifacts?.length, 1, 'given twice, it is one artifact');
  }
  t.match(runOf(PIPED).artifacts?.[0], { location: { uri: 'stdin', uriBaseId: undefined } });
  t.end();
});

t.test('the fingerprint', (t) => {
  const finding = findingWith({});
  const fingerprints = (...findings: ReturnType<typeof findingWith>[]) =>
    resultsOf(reportOf(...findings)).map((result) => result.partialFingerprints?.['redisHostport/v1']);
  const [before] = fingerprints(finding);
  t.match(before, /^[0-9a-f]{32}:1$/u);
  t.strictSame(fingerprints(findingWith({ line: 1, column: 1, endLine: 1 })), [before], 'survives moved lines');
  t.strictSame(fingerprints(findingWith({ file: 'other.yaml' })), [before], 'and a renamed file');
  t.strictSame(fingerprints(finding, finding)[1], before?.replace(':1', ':2'), 'distinguishes equal findings');
  // what else it is about
  const others: Parameters<typeof findingWith>[0][] = [
    { rule: 'host-port-mismatch' },
    { message: 'Port tcp-redis-bus (16379) has no hostPort' },
    { document: { ...finding.document, name: 'other' } },
    { document: { ...finding.document, kind: 'Deployment' } },
  ];
  for (const other of others) t.not(fingerprints(findingWith(other))[0], before, JSON.stringify(other));
  const [piped] = resultsOf(PIPED);
  t.equal(piped?.partialFingerprints?.primaryLocationLineHash, before, "is GitHub's own for standard input");
  t.end();
});

t.test('the invocation', (t) => {
  t.strictSame(runOf(MIXED).invocations, [{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  t.strictSame(runOf(PIPED).invocations, [
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: 'error',
          message: { text: 'ENOENT: no such file or directory.' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'deploy/gone.yaml', uriBaseId: '%SRCROOT%' } } }],
        },
      ],
    },
  ]);
  t.end();
});
