import { alertsRules } from '../../generated/rules.js';

/** An alert as rules/alerts.yaml has it, where the comment at the top says what stands in the texts. */
export interface Alert extends Condition {
  id: string;
  severity: 'critical' | 'warning';
  /** How long it must hold, as Prometheus writes durations; undefined: not at all. */
  for?: string;
  /** What is asked by the command of the annotation: kubectl's objects, or the servers, too. */
  asks: 'objects' | 'servers';
  means: string;
  remedy: string;
  /** It makes no sense where masters have no replicas. */
  needsReplicas?: true;
  hostIp?: Partial<Condition>;
}

/** What can be another one with overlay announce-host-ip. */
interface Condition {
  summary: string;
  details?: readonly string[];
  each?: 'pod' | null;
  /** Null: it makes no sense for this configuration. */
  expression: string | null;
  and?: string;
}

const BY_ID: Readonly<Record<string, Omit<Alert, 'id'>>> = alertsRules.alerts;

export const ALERTS: readonly Alert[] = Object.entries(BY_ID).map(([id, alert]) => ({ id, ...alert }));

/** A metric that alerts read: what gives it, and when there are series of it. */
export interface Metric {
  name: string;
  from: keyof typeof alertsRules.sources;
  since: string;
  when: string;
}

const SOURCES: Readonly<Record<string, { since: string; metrics: Readonly<Record<string, string>> }>> =
  alertsRules.sources;

export const METRICS: readonly Metric[] = Object.entries(SOURCES).flatMap(([from, { since, metrics }]) =>
  Object.entries(metrics).map(([name, when]) => ({ name, from: from as Metric['from'], since, when })),
);
