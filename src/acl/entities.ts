/** What a web page writes for the characters that begin ACL rules. */
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

/** The HTML entity at a rule's beginning, if it begins with one, and the character it means. */
export function entityOf(rule: string): { entity: string; meaning: string } | undefined {
  const [entity = '', name = ''] = /^&(gt|lt|amp|#\w+);/i.exec(rule) ?? [];
  const meaning = MEANING[name.toLowerCase()];
  return meaning === undefined ? undefined : { entity, meaning };
}
