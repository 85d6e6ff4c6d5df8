import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { RULES } from '../../../../src/commands/lint/lint.js';
import { charts, defaults } from '../../../../src/generated/shipped.js';
import type { Chart } from '../../../../src/generated/types.js';
import type { RuleInfo } from '../../../../src/report/report.js';
import { inProject } from '../../../helpers/project.js';

const DOCS = inProject('docs');

const HEAD = `# Rules of \`redis-hostport lint\`

<!-- Made from rules/lint.yaml: REWRITE_DOCS=1 node scripts/test.mjs test/commands/lint/rules/doc.test.ts -->

How to use it in a CI: [lint.md](lint.md). A rule is turned off, or its severity changed, in \`redis-hostport.yaml\`
(a third-party chart cannot carry ignore comments):

\`\`\`yaml
lint:
  rules:
    pod-security: off        # off | info | warning | error
    ephemeral-data: error
\`\`\`

or on the command line: \`--set lint.rules.pod-security=off\`. ${valuesOf(
  charts.filter(isDefault),
  charts.filter((chart) => !isDefault(chart)),
)}
`;

function isDefault({ name }: Chart): boolean {
  return name === defaults.config.install.chart;
}

/** Whose values the remedies name, and what to read instead for the other charts. */
function valuesOf([first]: readonly Chart[], others: readonly Chart[]): string {
  const section = (chart: Chart | undefined): string => `\`${chart?.values.section}.\``;
  const instead = others.map((chart) => `for ${chart.title} read ${section(chart)} for ${section(first)}`);
  return `Values of the chart are those of ${first?.title};\n${instead.join(', ')}.`;
}

/** docs/rules.md: all rules in one table, then each of them with its remedy. */
function rulesDoc(rules: readonly RuleInfo[]): string {
  const rows = rules.map(({ id, severity, description }) => `| [${id}](#${id}) | ${severity} | ${cell(description)} |`);
  const sections = rules.map(
    ({ id, severity, description, remedy }) => `## ${id}\n\n*${severity}*: ${description}\n\n**Fix:** ${remedy}\n`,
  );
  return `${HEAD}\n| rule | severity | fires when |\n|---|---|---|\n${rows.join('\n')}\n\n${sections.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

// `REWRITE_DOCS=1 node scripts/test.mjs test/commands/lint/rules/doc.test.ts` writes it again.
t.test('docs/rules.md is up to date', async (t) => {
  const file = join(DOCS, 'rules.md');
  const text = rulesDoc(RULES);
  if (process.env.REWRITE_DOCS) writeFileSync(file, text);
  t.equal(readFileSync(file, 'utf8'), text);
});

t.test('the manuals name only rules that are there', async (t) => {
  const ids: readonly string[] = RULES.map(({ id }) => id);
  for (const name of ['lint.md', 'lint.ko.md']) {
    const text = readFileSync(join(DOCS, name), 'utf8');
    const named = [
      ...text.matchAll(
        /rules\.md#([a-z-]+)|lint\.rules\.([a-z-]+)=|^ {4}([a-z]+-[a-z-]+): (?:off|info|warning|error)$/gm,
      ),
    ];
    t.ok(named.length > 5, `${name} names rules`);
    for (const [, ...groups] of named) {
      const id = groups.find((group) => group !== undefined) ?? '';
      t.ok(ids.includes(id), `${name}: ${id}`);
    }
  }
});
