import { charts } from '../../../generated/shipped.js';
import type { Chart } from '../../../generated/types.js';
import type { RuleInfo } from '../../../report/report.js';

const HEAD = `# Rules of \`redis-hostport lint\`

<!-- Made from src/commands/lint/rules/index.ts: REWRITE_DOCS=1 npx tap test/commands/lint/rules/doc.test.ts -->

How to use it in a CI: [lint.md](lint.md). A rule is turned off, or its severity changed, in \`redis-hostport.yaml\`
(a third-party chart cannot carry ignore comments):

\`\`\`yaml
lint:
  rules:
    pod-security: off        # off | info | warning | error
    ephemeral-data: error
\`\`\`

or on the command line: \`--set lint.rules.pod-security=off\`. ${valuesOf(charts)}
`;

/** Whose values the remedies name, and what to read instead for the other charts. */
function valuesOf([first, ...others]: readonly Chart[]): string {
  const section = (chart: Chart | undefined): string => `\`${chart?.values.section}.\``;
  const instead = others.map((chart) => `for ${chart.title} read ${section(chart)} for ${section(first)}`);
  return `Values of the chart are those of ${first?.title};\n${instead.join(', ')}.`;
}

/** docs/rules.md: all rules in one table, then each of them with its remedy. */
export function rulesDoc(rules: readonly RuleInfo[]): string {
  const rows = rules.map(({ id, severity, description }) => `| [${id}](#${id}) | ${severity} | ${cell(description)} |`);
  const sections = rules.map(
    ({ id, severity, description, remedy }) => `## ${id}\n\n*${severity}*: ${description}\n\n**Fix:** ${remedy}\n`,
  );
  return `${HEAD}\n| rule | severity | fires when |\n|---|---|---|\n${rows.join('\n')}\n\n${sections.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
