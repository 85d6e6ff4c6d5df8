import { nearest } from '../../base/nearest.js';
import { filled } from '../../base/words.js';
import type { ConfigSources } from '../../config/config.js';
import { type LintRuleId, lintRules } from '../../generated/rules.js';
import { type Configuration, configurationOf } from '../../overlays/configuration.js';
import type { RuleInfo, Severity } from '../../report/report.js';

/** A rule as rules/lint.yaml has it. */
interface LintRule extends RuleInfo {
  id: LintRuleId;
}

/** Every rule. */
export const RULES = Object.entries<Omit<RuleInfo, 'id'>>(lintRules).map(
  ([id, rule]): LintRule => ({ id: id as LintRuleId, ...rule }),
);

/** The section of the chart that most people have: for what is about no release, and in reports. */
export const DEFAULT_SECTION = 'redis';

/** A rule as reporters and documentation show it, in the words of the chart that most people have. */
export function ruleInfo({ id, severity, description, remedy }: LintRule): RuleInfo {
  return { id, severity, description, remedy: filled(remedy, { section: DEFAULT_SECTION }) };
}

/** What the configuration, the environment and the command line say about linting. No password is read. */
export interface ConfiguredLint {
  configuration: Configuration;
  /** The rules that run, with the severity that the configuration gives them, where it gives one. */
  rules: readonly (LintRule & { configured: Severity | undefined })[];
}

/** @throws HostportError `config`, for an unknown rule too */
export function configuredLint(sources: ConfigSources): ConfiguredLint {
  const configuration = configurationOf(sources);
  const severities = configuration.config.lint?.rules ?? {};
  const unknown = Object.keys(severities).find((id) => !Object.hasOwn(lintRules, id));
  if (unknown !== undefined) {
    const message = `there is no lint rule ${unknown}${nearest(unknown, Object.keys(lintRules))}`;
    throw configuration.complain({ path: ['lint', 'rules', unknown], message, isKey: true });
  }
  const rules = RULES.flatMap((rule) => {
    const configured = severities[rule.id];
    return configured === 'off' || configured === false ? [] : [{ ...rule, configured }];
  });
  return { configuration, rules };
}
