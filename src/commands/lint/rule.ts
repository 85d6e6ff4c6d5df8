import type { Path } from '../../json/at.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { Severity } from '../../report/finding.js';
import type { RuleInfo } from '../../report/report.js';
import type { TextPlace } from '../../yaml/read/locate.js';
import type { LintedRelease, LintedStream } from './subject.js';

/** What a check found, before it has a line: the rule's id and severity come from the table. */
export interface Problem {
  /** What is wrong, with the values seen; one sentence without its full stop. */
  message: string;
  /** The document; left out where it is about the stream as a whole. */
  manifest?: Manifest | undefined;
  /** Where in the document's value; the document itself where left out. */
  path?: Path;
  /** Where in the text at that path. */
  place?: TextPlace;
  /** Where it is less grave than the rule's worst; what the configuration says goes before. */
  severity?: Severity;
  /** What to change here, where it is more telling than the rule's own remedy. */
  remedy?: string;
}

/** A rule of the table; the check is a pure function of what it needs to see. */
export type Rule = RuleInfo &
  (
    | { needs: 'stream'; check: (stream: LintedStream) => Problem[] }
    /** Called for each release of a chart we know whose StatefulSet is in the stream. */
    | { needs: 'release'; check: (release: LintedRelease) => Problem[] }
  );
