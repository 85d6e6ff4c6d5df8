import { HostportError } from '../../base/errors.js';
import { FILE_FORMATS } from '../../report/formats.js';
import { type Report, STDIN, type Unreadable } from '../../report/report.js';
import type { Command, CommandContext } from '../command.js';
import { failingSeverities, namesOf, outputsOf, reportContext, reportOptions, writeReports } from '../formats.js';
import { readStream } from '../input.js';
import { lintStream } from './lint.js';
import { type ConfiguredLint, configuredLint, ruleInfo } from './settings.js';

export const lintCommand: Command = {
  summary: 'check what Helm renders, in CI: what would not work on the cluster, with file and line',
  usage: ['redis-hostport lint [FILE…]'],
  description: [
    'Checks what Helm renders, before or after post-rendering, and says what would not work on the cluster: each FILE is',
    'one stream (standard input where none is named, or for `-`). Exit codes: 0 nothing of the severity of --fail-on, 1',
    'findings, 2 a file that cannot be read or parsed; the others are still reported.',
  ].join('\n'),
  options: reportOptions(namesOf(FILE_FORMATS)),
  examples: [
    'helm template ds-redis CHART -f values.yaml | redis-hostport lint',
    'redis-hostport lint rendered.yaml --format sarif=redis-hostport.sarif --format github',
    'redis-hostport lint staging.yaml production.yaml --fail-on warning --set lint.rules.ephemeral-data=off',
  ],
  async run(context) {
    const failing = failingSeverities(context);
    const outputs = outputsOf(context, namesOf(FILE_FORMATS));
    const configured = configuredLint(context.sources);
    const about = reportContext(context, configured.rules.map(ruleInfo));
    const report = await lintFiles(context, configured);
    await writeReports(context, outputs, FILE_FORMATS, report, about);
    if (report.unreadable.length > 0) return 2;
    return report.findings.some(({ severity }) => failing.some((one) => one === severity)) ? 1 : 0;
  },
};

/** Each file on its own: what is in one of them does not clash with what is in another one. */
async function lintFiles(context: CommandContext, configured: ConfiguredLint): Promise<Report> {
  const named = context.positionals.length > 0 ? [...new Set(context.positionals)] : ['-'];
  const report: Report = { findings: [], unreadable: [], files: named.map((file) => (file === '-' ? STDIN : file)) };
  for (const file of named) {
    try {
      report.findings.push(...lintStream(await readStream(context, file), configured));
    } catch (error) {
      report.unreadable.push(unreadable(error, file));
    }
  }
  return report;
}

function unreadable(error: unknown, file: string): Unreadable {
  if (!(error instanceof HostportError) || error.code !== 'input') throw error;
  const { file: _, ...place } = error.position ?? {};
  return { file: file === '-' ? STDIN : file, message: error.message, ...place };
}
