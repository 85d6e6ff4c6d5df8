import type { Token } from '../redis-config/tokens.js';
import type { Draft } from './problem.js';

/** What a web page writes for the characters that begin ACL rules. */
const ENTITY = /^&(gt|lt|amp|#62|#60|#38|#x3e|#x3c|#x26);/i;

const MEANING: Readonly<Record<string, string>> = {
  gt: '>',
  '#62': '>',
  '#x3e': '>',
  lt: '<',
  '#60': '<',
  '#x3c': '<',
  amp: '&',
  '#38': '&',
  '#x26': '&',
};

/** What the HTML entity at a rule's beginning stands for, if it begins with one. */
export function entityMeaning(rule: string): string | undefined {
  const name = ENTITY.exec(rule)?.[1];
  return name === undefined ? undefined : MEANING[name.toLowerCase()];
}

/** Rules copied from a web page: `&gt;secret` is no password for Redis but a channel pattern. */
export function entityProblems(rules: readonly Token[]): Draft[] {
  return rules.flatMap((at): Draft[] => {
    const meaning = entityMeaning(at.value);
    if (meaning === undefined) return [];
    const entity = at.value.slice(0, at.value.indexOf(';') + 1);
    const effect =
      meaning === '&' ? 'a channel pattern other than the one meant' : 'a channel pattern, not for a password';
    return [
      {
        rule: 'acl-html-entity',
        message: `\`${entity}\` is HTML for \`${meaning}\`: Redis takes the rule for ${effect}`,
        at,
      },
    ];
  });
}
