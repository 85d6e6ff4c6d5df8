/** How bad a finding is; `off` exists only in the configuration. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * One finding, placed: what every reporter gets. Lines and columns count from 1, columns in UTF-16 code units
 * (as yaml's LineCounter does); the end is exclusive.
 */
export interface Finding {
  /** Rule id, for example `host-port-missing`. */
  rule: string;
  severity: Severity;
  /** What is wrong, with the values seen; one sentence. Names no line: SARIF's fingerprint is made of it. */
  message: string;
  /** What to change: the chart's value or our setting; full sentences. */
  remedy: string;
  /** A path as given on the command line, or `<stdin>`. */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** The object it is about; kind and name are empty where it is about the stream as a whole. */
  document: {
    kind: string;
    name: string;
    /** The chart template the document came from (`# Source:` or Helm 4's filename annotation), where known. */
    template?: string;
  };
  /** The source line, as far as no secret can stand in it: `shownLine` says; for the excerpt. */
  excerpt?: string;
}
