import data from './commands.json' with { type: 'json' };
import { type AclServer, hasFeature, PRODUCTS, type ProductId, releaseName } from './server.js';

/**
 * Whether a server knows a directive, command or category (in lower case):
 * - `known`
 * - `unknown`: the data reaches this release and does not have it
 * - `maybe`: the release is newer than the data, or unknown, so the server may know more than the data does
 */
type Knowledge = 'known' | 'unknown' | 'maybe';

type List = 'commands' | 'directives';

const made = new Map<string, ReturnType<typeof namesByRelease>>();

/** All that a product knows at each release of the data, the oldest first. */
function snapshots(product: ProductId, list: List) {
  const all = made.get(product + list) ?? namesByRelease(product, list);
  made.set(product + list, all);
  return all;
}

function namesByRelease(product: ProductId, list: List) {
  const names = new Set<string>();
  return PRODUCTS[product][list].map(({ release, plus, without }) => {
    for (const name of words(plus)) names.add(name);
    for (const name of words(without)) names.delete(name);
    return { release, names: new Set(names) };
  });
}

const words = (text = ''): string[] => text.split(' ').filter((name) => name !== '');

/** Between two releases of the data a name counts as known when either has it. */
function knowledge(list: List, name: string, { product, release }: AclServer): Knowledge {
  const all = snapshots(product, list);
  const older = all.findLast((one) => release === undefined || one.release <= release);
  const newer = all.find((one) => release !== undefined && one.release >= release);
  const near = release === undefined ? all : [older, newer];
  if (near.some((one) => one?.names.has(name))) return 'known';
  return older && newer ? 'unknown' : 'maybe';
}

export function directiveKnowledge(name: string, server: AclServer): Knowledge {
  // Redis keeps what has a dot for the modules that are loaded (`loadServerConfigFromString`), and later any name.
  const isOfModule = server.modules && (name.includes('.') || hasFeature(server, 'anyModuleDirective'));
  return isOfModule ? 'known' : knowledge('directives', name, server);
}

/** The names of the newest release in the data that is not newer than the server. */
export function namesOf(list: List, { product, release = Number.POSITIVE_INFINITY }: AclServer): ReadonlySet<string> {
  return snapshots(product, list).findLast((one) => one.release <= release)?.names ?? new Set();
}

/** Of a command (`get`) or a first-level subcommand (`config|get`). */
export function commandKnowledge(name: string, server: AclServer): Knowledge {
  const found = knowledge('commands', name, server);
  if (found === 'known' || (found === 'unknown' && !server.modules)) return found;
  // Module commands carry a dot (`json.get`); Redis 8 ships with some modules.
  const isLater = words(data.later.commands).includes(name) || (server.release !== undefined && name.includes('.'));
  return isLater ? 'known' : 'maybe';
}

/** Of a category, without `@`. `all` is not among them. */
export function categoryKnowledge(name: string, { product, release, modules }: AclServer): Knowledge {
  if (Object.hasOwn(data.categories, name)) return 'known';
  if (release !== undefined && release <= newestOf(product) && !modules) return 'unknown';
  return words(data.later.categories).includes(name) ? 'known' : 'maybe';
}

/** The newest product and release whose commands the data has, for messages: `Redis 7.4`. */
export function newestKnown({ product }: AclServer): string {
  return `${PRODUCTS[product].name} ${releaseName(newestOf(product))}`;
}

function newestOf(product: ProductId): number {
  return PRODUCTS[product].commands.at(-1)?.release ?? 0;
}

/** Whether a command has subcommands, which are commands of their own since 7.0. */
export function hasSubcommands(name: string, { product }: AclServer): boolean {
  const all = snapshots(product, 'commands').flatMap(({ names }) => [...names]);
  return [...all, ...words(data.later.commands)].some((candidate) => candidate.startsWith(`${name}|`));
}

/** Names by category, separated by spaces. */
type Categories = Readonly<Record<string, string>>;

/** Whether a category holds a command or subcommand. */
export function inCategory(category: string, command: string, server: AclServer): boolean {
  const isIn = (categories: Categories): boolean => words(categories[category]).includes(command);
  return isIn(data.categories) || (!hasFeature(server, 'selectors') && isIn(data.containersBefore7));
}

/** Names near a misspelt one are looked for among these: the commands of the newest Redis in the data, the categories and `all`. */
export const allCommands = (): Iterable<string> => namesOf('commands', { product: 'redis', release: undefined });
export const allCategories = (): string[] => [...Object.keys(data.categories), 'all'];
