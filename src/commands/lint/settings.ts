import { nearest } from '../../base/nearest.js';
import type { ConfigSources } from '../../config/config.js';
import { loadConfig } from '../../config/config.js';
import { overlays as shippedOverlays } from '../../generated/shipped.js';
import type { AclUserParameters, Chart, NodeAffinityParameters, OverlayStep } from '../../generated/types.js';
import { type ActiveOverlay, activeOverlays } from '../../overlays/active.js';
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
    throw loaded.complain({ path: ['lint', 'rules', unknown], message });
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
    labels: (chart) => steeringLabels(parametersOf(active, 'node-affinity', chart)),
    users: (chart) => userNames(active, chart),
  };
  return { settings, rules };
}

/** The parameters of the overlay that applies a transform to a chart; the shipped defaults where it is turned off. */
function parametersOf(active: readonly ActiveOverlay[], transform: string, chart: Chart): Record<string, unknown> {
  const applies = ({ steps }: { steps: readonly OverlayStep[] }): boolean =>
    steps.some((step) => step.transform === transform && step.target.chart === chart.name);
  return active.find(applies)?.parameters ?? shippedOverlays.find(applies)?.parameters ?? {};
}

function steeringLabels(parameters: NodeAffinityParameters): NodeLabels {
  const { key = '', value = '', requiredKey } = parameters;
  return {
    ordinal: { key, pattern: value },
    shared: requiredKey === undefined ? [] : [requiredKey],
  };
}

/** The overlay acts only where there are users; the environment's is among them by then. */
function userNames(active: readonly ActiveOverlay[], chart: Chart): string[] {
  const own = active.filter(({ steps }) =>
    steps.some(({ transform, target }) => transform === 'acl-user' && target.chart === chart.name),
  );
  return own.flatMap(({ parameters }) => ((parameters as AclUserParameters).users ?? []).map(({ name }) => name));
}
