import { sentence, visible } from '../base/text.js';
import { closing, fromRoot, origin, place } from './describe.js';
import { type Finding, type Report, type Reporter, STDIN } from './report.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

type Properties = Record<string, string | number | undefined>;

/** A workflow command, escaped as actions/toolkit's core/src/command.ts does: a property more than the message. */
function command(name: string, properties: Properties, message: string): string {
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${name} ${list.join(',')}::${data(message)}`;
}

/**
 * The lines of an annotation, and its columns where it lies on one: else the runner drops them (`ValidateLinesAndColumns` in
 * actions/runner's ActionCommandManager.cs). GitHub refuses an end before the start.
 */
function regionOf({ line, column, endLine, endColumn }: Finding): Properties {
  if (endLine <= line) return { line, endLine: line, col: column, endColumn: Math.max(endColumn, column) };
  const last = endColumn === 1 ? endLine - 1 : endLine;
  return last === line ? { line, endLine: line, col: column } : { line, endLine: last };
}

/** For GitHub Actions: one workflow command for each finding, and the closing count as a line of the log. */
export const githubReporter: Reporter<Report> = (report, context) => {
  // Standard input is not a file of the repository: without `file` the runner shows the annotation for the whole run.
  const located = (file: string, region: Properties): Properties =>
    file === STDIN ? {} : { file: visible(fromRoot(file, context)), ...region };
  const unreadable = report.unreadable.map((one) => {
    const properties = { ...located(one.file, { line: one.line, col: one.column }), title: 'not read' };
    return command(COMMANDS.error, properties, `${place(one)}: ${one.message}`);
  });
  const findings = report.findings.map((finding) => {
    const { file, rule, severity, message, remedy, document } = finding;
    // The log of a run shows nothing but the message, so the place is in it too.
    const from = [place(finding), origin(document)].filter(Boolean).join(': ');
    const properties = { ...located(file, regionOf(finding)), title: rule };
    return command(COMMANDS[severity], properties, [sentence(message), from, remedy].join('\n'));
  });
  return `${[...unreadable, ...findings, closing(report)].join('\n')}\n`;
};
