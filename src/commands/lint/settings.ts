import { nearest } from '../../base/nearest.js';
import { type ConfigSources, loadConfig } from '../../config/config.js';
import { defaults } from '../../generated/shipped.js';
import { activeOverlays, type ChartStep, stepsOn } from '../../overlays/active.js';
import { configuredUsers } from '../../overlays/users.js';
import type { Severity } from '../../report/finding.js';
import type { Rule } from './rule.js';
import { RULES } from './rules/index.js';
import type { LintSettings, NodeLabels } from './subject.js';

/** A rule that runs, with the severity that the configuration gives it, where it gives one. */
export interface EnabledRule {
  rule: Rule;
  severity: Severity | undefined;
}

/** What the configuration, the environment and the command line say about linting. No password is read. */
export interface ConfiguredLint {
  settings: LintSettings;
  rules: readonly EnabledRule[];
}

/** @throws HostportError `config`, for an unknown rule too */
export function configuredLint(sources: ConfigSources): ConfiguredLint {
  const loaded = loadConfig(sources);
  const active = activeOverlays(loaded, sources);
  const severities = loaded.config.lint?.rules ?? {};
  const ids = RULES.map(({ id }) => id);
  const unknown = Object.keys(severities).find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const message = `there is no lint rule ${unknown}${nearest(unknown, ids)}`;
    throw loaded.complain({ path: ['lint', 'rules', unknown], message, isKey: true });
  }
  const rules = RULES.flatMap((rule) => {
    const severity = severities[rule.id];
    return severity === 'off' || severity === false ? [] : [{ rule, severity }];
  });
  const { release, nodes = [] } = loaded.config;
  const settings: LintSettings = {
    release,
    charts: loaded.charts,
    nodes,
    labels: (chart) => steeringLabels(stepsOn(chart, active)),
    users: (chart) => configuredUsers(stepsOn(chart, active)).map(({ name }) => name),
  };
  return { settings, rules };
}

/** The labels of node-affinity on a chart; its defaults where it is turned off. */
function steeringLabels(steps: readonly ChartStep[]): NodeLabels {
  const step = steps.findLast(({ transform }) => transform === 'node-affinity');
  const { key, value, requiredKey } = { ...defaults.nodeAffinity, ...step?.parameters };
  return { ordinal: { key, pattern: value }, shared: [requiredKey] };
}
