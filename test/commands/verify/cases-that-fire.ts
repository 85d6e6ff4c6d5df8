import { type VerifyRuleId, verifyRules } from '../../../src/generated/rules.js';
import type { VerifyReportFinding } from '../../../src/generated/types.js';

interface Texts {
  readonly message?: string;
  readonly remedy?: string;
}

/** The cases of rules whose message and remedy none of the findings has. */
export function silentCases(ids: readonly VerifyRuleId[], findings: readonly VerifyReportFinding[]): string[] {
  return ids.flatMap((id) => {
    const rule: { severity: string; cases?: Readonly<Record<string, Texts>> } = verifyRules[id];
    const own = findings.filter(({ check }) => check === id);
    return Object.entries(rule.cases ?? {})
      .filter(([, { message, remedy }]) => {
        return !own.some((one) => holds(one.message, message) && holds(one.remedy, remedy));
      })
      .map(([name]) => `${id}: ${name}`);
  });
}

/** Whether a text is a template with some values. */
function holds(text: string, template: string | undefined): boolean {
  const parts = template?.split(/\{[^}]*\}|\[\[.*?\]\]/) ?? [];
  const literals = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(literals.join('.*?'), 's').test(text);
}
