import { alertsRules } from '../../../src/generated/rules.js';

type Source = keyof typeof alertsRules.sources;

/** The metrics that alerts read: what gives each, since which release, and when there are series of it. */
export const METRICS = Object.entries(alertsRules.sources).flatMap(([from, { since, metrics }]) =>
  Object.entries(metrics).map(([name, when]) => ({ name, from: from as Source, since, when: String(when) })),
);
