import type { ChartPersistence } from '../generated/types.js';
import { directivesIn } from '../redis-config/config-text.js';
import { type Environment, isYes } from './container-env.js';

/** What Redis has without any `save` line since 7.0, and its fork; with a configuration file Redis 6 had none (their `server.c`). */
const DEFAULT_POINTS = [
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
 * @returns whether there is an append-only file, and after how many seconds and changes a snapshot is taken; undefined where
 * a value is not in the manifest
 */
export function durabilityOf(environment: Environment, text: string, variables: ChartPersistence, release = 700) {
  const { appendOnly, flags, savePoints, savePointsOff } = variables;
  const [kept, options, points, off] = [appendOnly, flags, savePoints, savePointsOff].map(
    (name) => environment.get(name)?.value,
  );
  if (kept === null || options === null || points === null) return undefined;
  const lines = directivesIn(
    [
      // The image's default is yes.
      text.replace(/^#*\s*appendonly .*/gm, `appendonly ${kept || 'yes'}`),
      // `900#1 300#10`, a line for each.
      ...(points || (isYes(off) ? '""' : '')).split(' ').map((point) => point && `save ${point.replaceAll('#', ' ')}`),
      ...optionLines(`${environment.script} ${options ?? ''}`),
    ].join('\n'),
  ).map(({ name, args }) => ({ name, words: args.tokens.slice(1).map(({ value }) => value) }));
  const saves = lines.filter(({ name }) => name === 'save').map(({ words }) => words.join(' ').trim());
  // Each line adds its pairs; one without a pair takes all back that were there before.
  const pairs = saves.slice(saves.lastIndexOf('') + 1).flatMap((words) => [...words.matchAll(/(\d+) +(\d+)/g)]);
  const written = pairs.map(([, seconds, changes]) => ({ seconds: Number(seconds), changes: Number(changes) }));
  return {
    appendOnly: isYes(lines.findLast(({ name }) => name === 'appendonly')?.words[0]),
    savePoints: saves.length === 0 && release >= 700 ? DEFAULT_POINTS : written,
  };
}

/** `--appendonly yes` as the line that it means. */
function optionLines(text: string): string[] {
  return [...text.matchAll(/--(appendonly|save)[ =]+("[^"]*"|'[^']*'|\S+)/g)].map(
    ([, name, value = '']) => `${name} ${value.replace(/^(["'])(.*\S.*)\1$/, '$2')}`,
  );
}
