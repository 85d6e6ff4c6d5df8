import names from './commands.json' with { type: 'json' };
import data from './products.json' with { type: 'json' };

/** A server product; a Chart file names one by its key. */
export type ProductId = keyof typeof data.products;

/** What a server can do with users; the data says since when, and what exactly. */
export type AclFeature = keyof typeof data.features;

/** The server whose rules count. */
export interface AclServer {
  readonly product: ProductId;
  /** Major and minor as one comparable number, 7.2 is 702; undefined where a tag does not say (`latest`, a digest). */
  readonly release: number | undefined;
  /** Whether its configuration loads modules, which bring commands of their own. */
  readonly modules?: boolean;
  /** What its configuration says of a new user's channels (`acl-pubsub-default`); else the release decides. */
  readonly allChannels?: boolean | undefined;
}

/**
 * Reads a version or an image tag: `7.2.5`, `7.2.5-debian-12-r0`, `v8.0`. Anything else is an unknown release, for which
 * the newest rules apply and nothing is refused for its age; so is what is older than any server of a cluster (`1.4`),
 * which is the number of an image somebody built. The product is `redis` unless it is said.
 */
export function parseServer({
  serverVersion = '',
  product = 'redis',
}: {
  serverVersion?: string | undefined;
  product?: ProductId | undefined;
}): AclServer {
  const [, major, minor = 0] = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:$|[.\-_+])/.exec(serverVersion) ?? [];
  const release = Number(major) * 100 + Number(minor);
  return { product, release: release >= data.products[product].first ? release : undefined };
}

/** For messages: `Redis 7.2`, or `Redis` where the release is unknown. */
export function serverName({ product, release }: AclServer): string {
  const { name } = data.products[product];
  return release === undefined ? name : `${name} ${Math.floor(release / 100)}.${release % 100}`;
}

/** Whether what came with a release is in the history of a product: its own, or that of its origin up to the fork. */
function isOf(product: ProductId, came: { product: string; release: number }): boolean {
  const { fork } = data.products[product];
  return came.product === product || (came.product === fork?.of && came.release <= fork.after);
}

/** Whether the server has a feature; an unknown release has all its product has. */
export function hasFeature({ product, release = Number.POSITIVE_INFINITY }: AclServer, feature: AclFeature): boolean {
  const came = data.features[feature];
  return isOf(product, came) && release >= came.release;
}

/** `Redis 7.0`: the first product that has a feature, and since which release. */
export function featureSince(feature: AclFeature): string {
  return serverName(data.features[feature] as AclServer);
}

/**
 * Whether a server knows a directive, command or category (in lower case):
 * - `known`
 * - `unknown`: the data reaches this release and does not have it
 * - `maybe`: the release is newer than the data, or unknown, so the server may know more than the data does
 */
type Knowledge = 'known' | 'unknown' | 'maybe';

type List = 'commands' | 'directives';

/** What came and went with each release of a product, the oldest first; names are separated by spaces. */
function historyOf(list: List, product: ProductId): { release: number; plus?: string; without?: string }[] {
  return data[list].filter((one) => isOf(product, one));
}

const made = new Map<string, ReadonlySet<string>>();

/** The names of the newest release in the data that is not newer than the server. */
export function namesOf(list: List, { product, release = Number.POSITIVE_INFINITY }: AclServer): ReadonlySet<string> {
  const key = `${list} ${product} ${release}`;
  const before = made.get(key);
  if (before) return before;
  const known = new Set<string>();
  for (const one of historyOf(list, product).filter((one) => one.release <= release)) {
    for (const name of words(one.plus)) known.add(name);
    for (const name of words(one.without)) known.delete(name);
  }
  made.set(key, known);
  return known;
}

/** Between two releases of the data a name counts as known when either has it. */
function knowledge(list: List, name: string, { product, release }: AclServer): Knowledge {
  const releases = historyOf(list, product).map((one) => one.release);
  const older = releases.findLast((one) => release === undefined || one <= release);
  const newer = releases.find((one) => release !== undefined && one >= release);
  const near = release === undefined ? releases : [older, newer].filter((one) => one !== undefined);
  if (near.some((one) => namesOf(list, { product, release: one }).has(name))) return 'known';
  return older !== undefined && newer !== undefined ? 'unknown' : 'maybe';
}

export function directiveKnowledge(name: string, server: AclServer): Knowledge {
  // Redis keeps what has a dot for the modules that are loaded (`loadServerConfigFromString`), and later any name.
  const isOfModule = server.modules && (name.includes('.') || hasFeature(server, 'anyModuleDirective'));
  return isOfModule ? 'known' : knowledge('directives', name, server);
}

/** Of a command (`get`) or a first-level subcommand (`config|get`). */
export function commandKnowledge(name: string, server: AclServer): Knowledge {
  const found = knowledge('commands', name, server);
  if (found === 'known' || (found === 'unknown' && !server.modules)) return found;
  // Module commands carry a dot (`json.get`); Redis 8 ships with some modules.
  const isLater = words(names.later.commands).includes(name) || (server.release !== undefined && name.includes('.'));
  return isLater ? 'known' : 'maybe';
}

/** Of a category, without `@`. `all` is not among them. */
export function categoryKnowledge(name: string, { product, release, modules }: AclServer): Knowledge {
  if (Object.hasOwn(names.categories, name)) return 'known';
  if (release !== undefined && release <= newestOf(product) && !modules) return 'unknown';
  return words(names.later.categories).includes(name) ? 'known' : 'maybe';
}

/** The newest product and release whose commands the data has, for messages: `Redis 7.4`. */
export function newestKnown({ product }: AclServer): string {
  return serverName({ product, release: newestOf(product) });
}

function newestOf(product: ProductId): number {
  return historyOf('commands', product).at(-1)?.release ?? 0;
}

/** Whether a command has subcommands, which are commands of their own since 7.0. */
export function hasSubcommands(name: string, { product }: AclServer): boolean {
  const all = [...namesOf('commands', { product, release: undefined }), ...words(names.later.commands)];
  return all.some((candidate) => candidate.startsWith(`${name}|`));
}

/** Whether a category holds a command or subcommand. */
export function inCategory(category: string, command: string, server: AclServer): boolean {
  const isIn = (categories: Readonly<Record<string, string>>): boolean => words(categories[category]).includes(command);
  return isIn(names.categories) || (!hasFeature(server, 'selectors') && isIn(names.containersBefore7));
}

const words = (text?: string): string[] => text?.split(' ') ?? [];

/** Names near a misspelt one are looked for among these: the commands of the newest Redis in the data, the categories and `all`. */
export const allCommands = (): Iterable<string> => namesOf('commands', { product: 'redis', release: undefined });
export const allCategories = (): string[] => [...Object.keys(names.categories), 'all'];
