import type { Watched } from './watched.js';

/** A row of the table of alerts; what Prometheus gets is made from it in rules.ts. */
export interface Alert {
  /** The finding of `verify` that says the same, where there is one. */
  id: string;
  severity: 'critical' | 'warning';
  /** How long it must hold, as Prometheus writes durations; undefined: not at all. */
  for?: string;
  /** What is asked by the command of the annotation: kubectl's objects, or the servers, too. */
  asks: 'objects' | 'servers';
  /** One sentence with the values, in Prometheus' templates. */
  summary: (watched: Watched) => string;
  /** What it means, for the annotation and docs/alarm.md: full sentences. */
  means: string;
  /** What to do; full sentences. */
  remedy: string;
  /** More for the annotation: what other metrics say at that moment, by templates that may come out empty. */
  details?: (watched: Watched) => string;
  /** The condition; undefined where it makes no sense for this configuration. */
  expression: (watched: Watched) => string | undefined;
}
