import type { Test } from 'tap';
import { parse } from 'yaml';
import type { Prometheus } from './prometheus.js';

/** Of each alert that fires the summaries, by id. */
export type Summaries = Readonly<Record<string, readonly string[]>>;

export interface HowLong {
  what?: string;
  limitMs?: number;
  /** How long it must stay so. */
  steadyMs?: number;
}

/** Waits until these alerts fire and no others. */
export async function fires(
  t: Test,
  prometheus: Prometheus,
  expected: Summaries,
  { what = Object.keys(expected).join(' and ') || 'nothing any more', limitMs, steadyMs = 0 }: HowLong = {},
): Promise<void> {
  const began = Date.now();
  let seen: Record<string, string[]> = {};
  let since = began;
  const holds = async (): Promise<boolean> => {
    seen = {};
    for (const { labels, annotations } of await prometheus.firing()) {
      const { check = '' } = labels;
      seen[check] = [...(seen[check] ?? []), annotations.summary ?? ''].sort();
    }
    const same = JSON.stringify(Object.entries(seen).sort()) === JSON.stringify(Object.entries(expected).sort());
    if (!same) since = Date.now();
    return same && Date.now() - since >= steadyMs;
  };
  await prometheus.until(what, holds, limitMs).catch(() => {});
  t.strictSame(seen, expected, what);
  t.comment(`after ${((since - began) / 1000).toFixed(1)} s`);
}

/** The rules with a `for` of so many seconds where it is a minute; nothing else of them is changed. */
export function withMinutesOf(rules: string, seconds: number): string {
  const value = parse(rules) as { groups: [{ rules: { for?: string }[] }] };
  for (const rule of value.groups[0].rules) if (rule.for) rule.for = `${seconds * Number.parseInt(rule.for, 10)}s`;
  return JSON.stringify(value);
}
