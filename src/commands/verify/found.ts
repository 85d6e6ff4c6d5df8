import { filled, shellCommand, type Values } from '../../base/text.js';
import { verifyRules } from '../../generated/rules.js';
import type { VerifyReportFinding as Finding } from '../../generated/types.js';
import { type FoundIn, textsOf } from '../../report/rule-texts.js';

/** What a check found. */
export type Found = FoundIn<typeof verifyRules, keyof About | 'ordinals', Anywhere>;

/** What every finding about a subject has, a release or a list of servers. */
export interface About {
  title: string;
  release?: string;
  namespace?: string;
  statefulSet?: string;
  command?: string;
}

interface Anywhere {
  /** The pods it is about. */
  readonly ordinals?: readonly number[];
  /** The commands are written for each of these, laid over the other values. */
  readonly each?: readonly object[] | undefined;
}

/** Remedies and commands are those of all cases that hold, else the rule's. */
export function findingOf({ rule: check, each = [{}], ...found }: Found, about: About): Finding {
  const rule: { severity: Finding['severity']; commands?: readonly string[] } = verifyRules[check];
  const values = { ...about, ...found };
  const { cases, first } = textsOf(rule, values);
  const remedies = cases.flatMap(({ remedy }) => (remedy === undefined ? [] : filled(remedy, values as Values)));
  const commandsOf = (texts: readonly { commands?: readonly string[] }[]): string[] => {
    const templates = texts.flatMap(({ commands = [] }) => commands);
    return each.flatMap((row) => templates.flatMap((template) => command(template, { ...values, ...row } as Values)));
  };
  const commands = commandsOf(cases);
  return {
    check,
    severity: rule.severity,
    release: about.title,
    subject: first('subject'),
    message: first('message'),
    remedy: remedies.join(' ') || first('remedy'),
    commands: [...new Set(commands.length > 0 ? commands : commandsOf([rule]))],
    ordinals: [...(found.ordinals ?? [])],
  };
}

/** A command for a shell; none where a value in it is not there. A word that is one name may be several words. */
function command(template: string, values: Values): string[] {
  if (filled(`[[${template}]]`, values) === '') return [];
  const words = template.split(' ').flatMap((word) => {
    const value = values[/^\{(\w+)\}$/.exec(word)?.[1] ?? ''];
    return value === undefined ? filled(word, values) : [value].flat().map(String);
  });
  return [shellCommand(...words)];
}

/** The pairs in which each has what is the other's. */
export function pairsOf<T>(items: readonly T[], hasThatOf: (one: T, other: T) => boolean): (readonly [T, T])[] {
  return items.flatMap((one, index) => {
    const others = items.slice(index + 1).filter((other) => hasThatOf(one, other) && hasThatOf(other, one));
    return others.map((other) => [one, other] as const);
  });
}
