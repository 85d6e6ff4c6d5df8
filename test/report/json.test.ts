import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { VERSION } from '../../src/base/version.js';
import { FILE_FORMATS } from '../../src/report/formats.js';
import { inProject } from '../helpers/project.js';
import { CLEAN, CONTEXT, HOSTILE, HOSTILE_TEXT, MIXED, PIPED } from './sample.js';

const jsonReporter = await FILE_FORMATS.json();
const schema = JSON.parse(readFileSync(inProject('schemas', 'lint-report.schema.json'), 'utf8'));
const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

for (const [name, report] of Object.entries({ CLEAN, MIXED, PIPED, HOSTILE })) {
  const text = jsonReporter(report, CONTEXT);
  t.ok(valid(JSON.parse(text)), `${name} is of the schema`, { errors: valid.errors });
  t.ok(text.endsWith('}\n'));
}

t.strictSame(JSON.parse(jsonReporter(PIPED, CONTEXT)), {
  schemaVersion: 1,
  version: VERSION,
  findings: [
    {
      rule: 'host-port-missing',
      severity: 'error',
      message: 'Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort',
      remedy: 'Set overlays.host-port to {} and render through the post-renderer.',
      file: '<stdin>',
      line: 2103,
      column: 15,
      endLine: 2103,
      endColumn: 30,
      document: {
        kind: 'StatefulSet',
        name: 'ds-redis-redis-cluster',
        template: 'redis-cluster/templates/redis-statefulset.yaml',
      },
    },
  ],
  unreadable: [{ file: 'gone.yaml', message: 'ENOENT: no such file or directory' }],
  summary: { files: 2, error: 1, warning: 0, info: 0 },
});

t.equal(JSON.parse(jsonReporter(HOSTILE, CONTEXT)).findings[0].message, HOSTILE_TEXT, 'text comes back as it was');

t.test('the schema says what is wrong with', (t) => {
  const report = JSON.parse(jsonReporter(MIXED, CONTEXT));
  const [finding] = report.findings;
  // what, the report
  const cases: [string, unknown][] = [
    ['a line that counts from 0', { ...report, findings: [{ ...finding, line: 0 }] }],
    ['a severity that is none', { ...report, findings: [{ ...finding, severity: 'off' }] }],
    ['a property nobody knows', { ...report, findings: [{ ...finding, excerpt: '' }] }],
    ['a finding without a document', { ...report, findings: [{ ...finding, document: undefined }] }],
    ['no summary', { ...report, summary: undefined }],
  ];
  for (const [what, wrong] of cases) t.notOk(valid(JSON.parse(JSON.stringify(wrong))), what);
  t.end();
});
