import t from 'tap';
import { RULES } from '../../../../src/commands/lint/lint.js';
import { run } from '../../../helpers/fake-io.js';
import { CASES, type Case } from './cases.js';
import { GOOD } from './good-release.js';

interface Found {
  rule: string;
  message: string;
  remedy: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

async function lint(one: Case): Promise<{ text: string; findings: Found[] }> {
  const text = one.edit(GOOD);
  const { out, err } = await run(['lint', '--format', 'json', ...(one.argv ?? [])], {
    stdin: text,
    env: one.env ?? {},
  });
  if (out === '') throw new Error(err);
  const report = JSON.parse(out);
  if (report.unreadable.length > 0) throw new Error(JSON.stringify(report.unreadable));
  return { text, findings: report.findings };
}

/** The source text a finding points at. */
function pointedAt(text: string, { line, column, endLine, endColumn }: Found): string {
  const lines = text.split('\n');
  if (line === endLine) return (lines[line - 1] ?? '').slice(column - 1, endColumn - 1);
  return `${lines[line - 1]?.slice(column - 1)}…`;
}

t.test('the good release has no findings', async (t) => {
  const { findings } = await lint({ what: '', edit: (text) => text });
  t.same(findings, []);
});

for (const { id } of RULES) {
  const cases = CASES[id];
  t.test(id, async (t) => {
    t.ok(cases && cases.fires.length > 0 && cases.silent.length > 0, 'a case that fires and one that does not');
    for (const one of cases?.fires ?? []) {
      const { text, findings } = await lint(one);
      const own = findings.filter(({ rule }) => rule === id);
      t.same(
        own.map((found) => pointedAt(text, found)),
        one.found.map(([at]) => at),
        `${one.what}: where`,
      );
      for (const [index, [, message]] of one.found.entries()) {
        const said = own[index]?.message ?? '';
        t.ok(said.includes(message), `${one.what}: ${said}`);
        t.notMatch(said, /undefined|\[object|NaN|\.$|^[a-z]/, 'one sentence without its full stop');
        t.notMatch(said + own[index]?.remedy, /\{\w+[|}]/, 'every value is there');
      }
    }
    for (const one of cases?.silent ?? []) {
      const { findings } = await lint(one);
      t.same(
        findings.filter(({ rule }) => rule === id),
        [],
        `${one.what}: silent`,
      );
    }
  });
}

t.test('every rule is complete', async (t) => {
  t.same(
    Object.keys(CASES),
    RULES.map(({ id }) => id),
    'in the order of the table',
  );
  t.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length, 'no id twice');
  for (const rule of RULES) {
    const { id, description, remedy } = rule;
    t.match(id, /^[a-z]+(-[a-z]+)+$/, id);
    t.match(description, /^(?!.*\. [A-Z]).+\.$/, `${id}: one sentence`);
    t.match(
      remedy,
      /^[^{}]*(\{\}[^{}]*)*\.$/,
      `${id}: a remedy that ends with a full stop and has no placeholder left`,
    );
  }
});

// Ids and severities are an interface: configurations name them.
t.test('ids and severities', async (t) => {
  const bySeverity = (severity: string): string[] =>
    RULES.filter((rule) => rule.severity === severity).map(({ id }) => id);
  t.same(bySeverity('info'), ['pod-security', 'service-load-balancer']);
  t.same(bySeverity('warning'), [
    'placement-not-guaranteed',
    'announce-ip-invalid',
    'acl-disabled-user',
    'acl-plain-password',
    'ephemeral-data',
    'wait-hangs',
    'random-password',
    'network-policy',
    'source-ranges',
    'unrendered-template',
    'image-moved',
  ]);
});
