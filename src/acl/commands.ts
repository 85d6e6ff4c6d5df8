import { lazily } from '../base/lazily.js';
import data from './commands.json' with { type: 'json' };
import { type CommandRelease, releasesOf } from './product.js';
import { type AclServer, hasFeature, releaseName } from './server.js';

/**
 * Whether a server knows a command or category:
 * - `known`
 * - `unknown`: the data reaches this release and does not have it
 * - `maybe`: the release is newer than the data, or unknown, so the server may know more than the data does
 */
export type Knowledge = 'known' | 'unknown' | 'maybe';

const split = (names: string): string[] => names.split(' ').filter((name) => name !== '');

/** Names by category, separated by spaces. */
type Categories = Readonly<Record<string, string>>;
const CATEGORIES: Categories = data.categories;
const CONTAINERS_BEFORE_7: Categories = data.containersBefore7;

// Every command is either fast or slow, so the two make up the whole list.
const baseCommands = lazily(() => new Set([...categoryCommands('fast'), ...categoryCommands('slow')]));
const laterCommands = lazily(() => new Set(split(data.later.commands)));
const laterCategories = lazily(() => new Set(split(data.later.categories)));

/** The commands of one category, of Redis 7.0. */
function categoryCommands(category: string): string[] {
  return split(CATEGORIES[category] ?? '');
}

function listed(release: CommandRelease, name: string): boolean {
  if (release.plus.includes(name)) return true;
  return baseCommands().has(name) && !release.without.includes(name);
}

/**
 * Whether a server has a command (`get`) or a first-level subcommand (`config|get`); names in lower case.
 * Between two releases of the data a name counts as known when either has it.
 */
export function commandKnowledge(name: string, server: AclServer): Knowledge {
  const releases = releasesOf(server.product);
  const { release } = server;
  if (release === undefined) {
    return releases.some((known) => listed(known, name)) || laterCommands().has(name) ? 'known' : 'maybe';
  }
  const older = releases.findLast((known) => known.release <= release);
  const newer = releases.find((known) => known.release >= release);
  if ((older && listed(older, name)) || (newer && listed(newer, name))) return 'known';
  if (newer && !server.modules) return 'unknown';
  // Module commands carry a dot (`json.get`); Redis 8 ships with some modules.
  return laterCommands().has(name) || name.includes('.') ? 'known' : 'maybe';
}

/** Whether a server has a category; the name in lower case, without `@`. `all` is none of them. */
export function categoryKnowledge(name: string, server: AclServer): Knowledge {
  if (Object.hasOwn(CATEGORIES, name)) return 'known';
  const newest = releasesOf(server.product).at(-1);
  const reached = newest && server.release !== undefined && server.release <= newest.release;
  if (reached && !server.modules) return 'unknown';
  return laterCategories().has(name) ? 'known' : 'maybe';
}

/** The newest release the data has for this product, for messages: `7.4`. */
export function newestKnownRelease(server: AclServer): string {
  return releaseName(releasesOf(server.product).at(-1)?.release ?? 0);
}

/** Whether a command has subcommands, which are commands of their own since 7.0. */
export function hasSubcommands(name: string, server: AclServer): boolean {
  const prefix = `${name}|`;
  const starts = (candidate: string): boolean => candidate.startsWith(prefix);
  if ([...baseCommands(), ...laterCommands()].some(starts)) return true;
  return releasesOf(server.product).some((known) => known.plus.some(starts));
}

/** Whether a category holds a command or subcommand. */
export function inCategory(category: string, command: string, server: AclServer): boolean {
  if (hasFeature(server, 'selectors')) return categoryCommands(category).includes(command);
  const own = CONTAINERS_BEFORE_7[category];
  return categoryCommands(category).includes(command) || (own !== undefined && split(own).includes(command));
}

/** Names near a misspelt one are looked for among these. */
export function allCommands(): Iterable<string> {
  return baseCommands();
}

/** The categories of Redis 7.0, and `all`. */
export function allCategories(): string[] {
  return [...Object.keys(CATEGORIES), 'all'];
}
