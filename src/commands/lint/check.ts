import { listOf } from '../../base/words.js';
import type { Path } from '../../json/at.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { Severity } from '../../report/report.js';
import type { TextPlace } from '../../yaml/read/locate.js';
import type { LintedRelease, LintedStream } from './subject.js';

/** What a check found, before it has a line; id, severity and remedy of the rule come from rules/lint.yaml. */
export interface Problem {
  /** What is wrong, with the values seen; one sentence without its full stop. */
  message: string;
  /** The document; left out it is the release's StatefulSet, or the stream as a whole. */
  manifest?: Manifest;
  /** Where in the document's value; the document itself where left out. */
  path?: Path;
  /** Where in the text at that path. */
  place?: TextPlace;
  /** Where it is less grave than the rule's worst; what the configuration says goes before. */
  severity?: Severity;
  /** What to change here, where there is more to say than the rule's own remedy. */
  remedy?: string;
  /** The top-level key of the values of the chart it is about. */
  section?: string;
}

/** The check of a rule: a pure function of what it needs to see. */
export type RuleCheck = (stream: LintedStream) => Problem[];

/** What is checked in each release whose StatefulSet is in the stream. */
export function each(...checks: ((release: LintedRelease, stream: LintedStream) => Problem[])[]): RuleCheck {
  return (stream) =>
    stream.releases.flatMap((release) => {
      const about = { manifest: release.statefulSet, section: release.chart.values.section };
      return checks.flatMap((check) => check(release, stream)).map((problem) => ({ ...about, ...problem }));
    });
}

/** Others that are named in a message. */
export const NAMED = 3;

/** A list in words, each once, of which the first ones are named. */
export function someOf(words: readonly string[]): string {
  const all = [...new Set(words)];
  return listOf(all.length > NAMED ? [...all.slice(0, NAMED), 'others'] : all);
}
