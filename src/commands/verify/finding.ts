import type { Severity } from '../../report/finding.js';

/** What a check found, before the table adds which check it was. */
export interface Diagnosis {
  /** What it is about: `pod ds-redis-redis-cluster-1`, `node dio-master02`, `server 10.0.0.5:6379`. */
  subject: string;
  /** What is wrong, with the values seen: one sentence. */
  message: string;
  /** What to do, full sentences; a loss of data is said before the command that causes it. */
  remedy: string;
  /** Commands that fix it, in order, quoted for a shell. */
  commands?: readonly string[];
  /** The pods it is about, by ordinal. */
  ordinals?: readonly number[];
}

/** A row of a table of checks: `find` is a pure function of what was read. */
export interface Check<Subject> {
  id: string;
  severity: Exclude<Severity, 'info'>;
  /** One sentence: what it looks for. */
  description: string;
  find: (subject: Subject) => Diagnosis[];
}

/** One finding as the reports get it. */
export interface VerifyFinding extends Diagnosis {
  check: string;
  severity: Check<unknown>['severity'];
  /** The release it is about, `NAME in namespace NAMESPACE`. */
  release: string;
}

/** Runs all checks of a table, in its order, which is that of mending. */
export function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  release: string,
): VerifyFinding[] {
  return checks.flatMap(({ id, severity, find }) =>
    find(subject).map((found) => ({ check: id, severity, release, ...found })),
  );
}
