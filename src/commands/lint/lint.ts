import { oneLine } from '../../base/visible.js';
import { manifestsOf } from '../../charts/releases.js';
import type { Finding } from '../../report/finding.js';
import type { Stream } from '../../yaml/read/split.js';
import { placeOfProblem } from './place.js';
import type { Problem } from './rule.js';
import { remedyFor } from './rules/index.js';
import type { ConfiguredLint, EnabledRule } from './settings.js';
import { LintedStream } from './subject.js';

/** The section of most people's chart, where a finding is about no release. */
const DEFAULT_SECTION = 'redis';

/**
 * Checks one stream, before or after post-rendering.
 *
 * @returns the findings in the order of the stream
 * @throws HostportError `input` for what is no YAML or no manifest
 */
export function lintStream(stream: Stream, { settings, rules }: ConfiguredLint): Finding[] {
  const linted = new LintedStream(manifestsOf(stream), settings);
  const findings = rules.flatMap((enabled) =>
    problemsOf(enabled, linted).map(({ problem, section }): Finding => {
      const { rule } = enabled;
      const severity = enabled.severity ?? problem.severity ?? rule.severity;
      const remedy = oneLine(remedyFor(problem.remedy ?? rule.remedy, section));
      return {
        rule: rule.id,
        severity,
        message: oneLine(problem.message),
        remedy,
        ...placeOfProblem(problem, stream.file),
      };
    }),
  );
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function problemsOf({ rule }: EnabledRule, linted: LintedStream): { problem: Problem; section: string }[] {
  if (rule.needs === 'stream') return rule.check(linted).map((problem) => ({ problem, section: DEFAULT_SECTION }));
  return linted.releases.flatMap((release) =>
    rule.check(release).map((problem) => ({ problem, section: release.chart.values.section })),
  );
}
