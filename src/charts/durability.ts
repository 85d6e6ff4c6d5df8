import type { ChartPersistence } from '../generated/types.js';
import { type Directive, directivesIn } from '../redis-config/config-text.js';
import { type Environment, isYes } from './environment.js';

/** A snapshot is taken where so many changes are that old. */
export interface SavePoint {
  seconds: number;
  changes: number;
}

/** What Redis has without any `save` line since 7.0, and its fork; with a configuration file Redis 6 had none (their `server.c`). */
const DEFAULT_POINTS: readonly SavePoint[] = [
  { seconds: 3600, changes: 1 },
  { seconds: 300, changes: 100 },
  { seconds: 60, changes: 10000 },
];

/**
 * What is kept by the container's environment and the configuration text together, as the image puts them together
 * (`redis_configure_default` in libredis.sh): the variable replaces the value in every line and comment `appendonly …`, the
 * save points come after the text, and options of the command line come last.
 *
 * @param release of the server, 7.2 is 702, where that is known
 * @returns undefined where a value is not in the manifest
 */
export function durabilityOf(
  environment: Environment,
  text: string,
  variables: ChartPersistence,
  release: number | undefined,
): { appendOnly: boolean; savePoints: readonly SavePoint[] } | undefined {
  const [appendOnly, flags, points, off] = [
    variables.appendOnly,
    variables.flags,
    variables.savePoints,
    variables.savePointsOff,
  ].map((name) => environment.get(name)?.value);
  if (appendOnly === null || flags === null || points === null) return undefined;
  // The image's default is yes.
  const kept = text.replace(/^#*\s*appendonly .*/gm, `appendonly ${appendOnly || 'yes'}`);
  // `900#1 300#10`, a line for each.
  const saved = points || (isYes(off) ? '""' : '');
  const saveLines = saved
    .split(' ')
    .filter(Boolean)
    .map((point) => `save ${point.replaceAll('#', ' ')}`);
  const options = optionLines(`${environment.script} ${flags ?? ''}`);
  const directives = directivesIn([kept, ...saveLines, ...options].join('\n'));
  const last = directives.findLast(({ name }) => name === 'appendonly');
  return { appendOnly: isYes(argumentsOf(last)[0]), savePoints: savePointsIn(directives, release) };
}

/** `--appendonly yes` as the line that it means. */
function optionLines(text: string): string[] {
  return [...text.matchAll(/--(appendonly|save)[ =]+("[^"]*"|'[^']*'|\S+)/g)].map(
    ([, name, value = '']) => `${name} ${value.replace(/^(["'])(.*\S.*)\1$/, '$2')}`,
  );
}

/** Each `save` line adds its pairs; one without a pair takes all back that were there before. */
function savePointsIn(directives: readonly Directive[], release: number | undefined): readonly SavePoint[] {
  const lines = directives.filter(({ name }) => name === 'save');
  if (lines.length === 0) return release !== undefined && release < 700 ? [] : DEFAULT_POINTS;
  const points: SavePoint[] = [];
  for (const line of lines) {
    const numbers = argumentsOf(line).filter(Boolean).map(Number);
    if (numbers.length === 0) points.length = 0;
    for (let pair = 0; pair + 1 < numbers.length; pair += 2) {
      points.push({ seconds: numbers[pair] ?? 0, changes: numbers[pair + 1] ?? 0 });
    }
  }
  return points;
}

function argumentsOf(directive: Directive | undefined): string[] {
  return (directive?.args.tokens ?? []).slice(1).map(({ value }) => value);
}
