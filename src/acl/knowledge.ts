import { lazily } from '../base/lazily.js';
import data from './commands.json' with { type: 'json' };
import { type AclServer, hasFeature, PRODUCTS, releaseName } from './server.js';

/**
 * Whether a server knows a directive, command or category:
 * - `known`
 * - `unknown`: the data reaches this release and does not have it
 * - `maybe`: the release is newer than the data, or unknown, so the server may know more than the data does
 */
type Knowledge = 'known' | 'unknown' | 'maybe';

/** Names by category, separated by spaces. */
type Categories = Readonly<Record<string, string>>;

const names = (text = ''): string[] => text.split(' ').filter((name) => name !== '');
const inCategories = (category: string, categories: Categories = data.categories): string[] =>
  names(categories[category]);

// Every command is either fast or slow, so the two make up the whole list.
const baseCommands = lazily(() => new Set([...inCategories('fast'), ...inCategories('slow')]));
const laterCommands = lazily(() => new Set(names(data.later.commands)));

/** Redis 5 and older have no list of directives. */
const OLDEST = 600;

/** All directives of the newest release in the data that is not newer than the server. */
export function directivesOf({ product, release = Number.POSITIVE_INFINITY }: AclServer): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { plus, without } of PRODUCTS[product].directives.filter((one) => one.release <= release)) {
    for (const name of names(plus)) known.add(name);
    for (const name of names(without)) known.delete(name);
  }
  return known;
}

/**
 * Whether a server knows a directive (lower case).
 *
 * @param known its `directivesOf`
 */
export function directiveKnowledge(name: string, server: AclServer, known: ReadonlySet<string>): Knowledge {
  const { product, release, modules } = server;
  // Redis keeps what has a dot for the modules that are loaded (`loadServerConfigFromString`), and later any name.
  if (known.has(name) || (modules && (name.includes('.') || hasFeature(server, 'anyModuleDirective')))) return 'known';
  const newest = PRODUCTS[product].directives.at(-1)?.release ?? 0;
  return release === undefined || release > newest || release < OLDEST ? 'maybe' : 'unknown';
}

/**
 * Whether a server has a command (`get`) or a first-level subcommand (`config|get`); names in lower case.
 * Between two releases of the data a name counts as known when either has it.
 */
export function commandKnowledge(name: string, { product, release, modules }: AclServer): Knowledge {
  const { releases } = PRODUCTS[product];
  const older = release === undefined ? undefined : releases.findLast((known) => known.release <= release);
  const newer = release === undefined ? undefined : releases.find((known) => known.release >= release);
  const near = release === undefined ? releases : [older, newer];
  const isListed = near.some(
    (one) => one?.plus.includes(name) || (one && baseCommands().has(name) && !one.without.includes(name)),
  );
  if (isListed) return 'known';
  if (newer && !modules) return 'unknown';
  // Module commands carry a dot (`json.get`); Redis 8 ships with some modules.
  return laterCommands().has(name) || (release !== undefined && name.includes('.')) ? 'known' : 'maybe';
}

/** Whether a server has a category; the name in lower case, without `@`. `all` is none of them. */
export function categoryKnowledge(name: string, { product, release, modules }: AclServer): Knowledge {
  if (Object.hasOwn(data.categories, name)) return 'known';
  if (release !== undefined && release <= newestRelease(product) && !modules) return 'unknown';
  return names(data.later.categories).includes(name) ? 'known' : 'maybe';
}

/** The newest product and release whose commands the data has, for messages: `Redis 7.4`. */
export function newestKnown({ product }: AclServer): string {
  return `${PRODUCTS[product].name} ${releaseName(newestRelease(product))}`;
}

function newestRelease(product: AclServer['product']): number {
  return PRODUCTS[product].releases.at(-1)?.release ?? 0;
}

/** Whether a command has subcommands, which are commands of their own since 7.0. */
export function hasSubcommands(name: string, { product }: AclServer): boolean {
  const all = [...baseCommands(), ...laterCommands(), ...PRODUCTS[product].releases.flatMap(({ plus }) => plus)];
  return all.some((candidate) => candidate.startsWith(`${name}|`));
}

/** Whether a category holds a command or subcommand. */
export function inCategory(category: string, command: string, server: AclServer): boolean {
  if (inCategories(category).includes(command)) return true;
  return !hasFeature(server, 'selectors') && inCategories(category, data.containersBefore7).includes(command);
}

/** Names near a misspelt one are looked for among these: the commands and the categories of Redis 7.0, and `all`. */
export const allCommands: () => Iterable<string> = baseCommands;
export const allCategories = (): string[] => [...Object.keys(data.categories), 'all'];
