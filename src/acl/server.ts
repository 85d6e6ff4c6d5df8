import products from './products.json' with { type: 'json' };

/**
 * The names that came and went with a release. Source of commands: COMMAND of the server of `version`; subcommands are left
 * out before 7.0, which had none. Of directives: `config.c` of all patch releases (its table of configurations, their
 * aliases, and what `loadServerConfigFromString` handles itself); of Redis 8 what CONFIG GET of 8.2.3 has, hidden ones included,
 * and 8.0 is taken to know them all. `sentinel` is left out: no member of a cluster starts with it.
 */
export interface ReleaseNames {
  /** Major and minor as one comparable number, 7.2 is 702. */
  readonly release: number;
  readonly version?: string;
  /** Separated by spaces. */
  readonly plus: string;
  readonly without?: string;
}

/**
 * What ACL can do. Source: the history sections of `ACL SETUSER` in the products' documentation, and for duplicates
 * redis/redis#9330; each tried with a server before and after.
 */
export type AclFeature =
  /** `user` lines at all. */
  | 'acl'
  /** `&pattern`, allchannels, resetchannels and `acl-pubsub-default`. */
  | 'channels'
  /** sanitize-payload and skip-sanitize-payload. */
  | 'payload'
  /** `+command|argument` after the whole command was allowed. */
  | 'argumentOfAllowed'
  /** New users start without channels; before that they start with all of them. */
  | 'noChannelsByDefault'
  /** `%R~`, `%W~`, `( )` and clearselectors; subcommands are commands of their own; a second line is refused. */
  | 'selectors'
  /** A `(` within an open `(` does not begin again: the arguments up to the next `)` are one selector (redis/redis#12452). */
  | 'selectorsInOne'
  /** With a module loaded, any unknown directive may be that module's; before, only one with a dot. */
  | 'anyModuleDirective'
  /** db=, alldbs, resetdbs. */
  | 'databases';

/** A server product. In `products.json` a fork holds only what its origin does not have. */
interface Product {
  /** For messages. */
  readonly name: string;
  /** Its first release that can be part of a cluster. */
  readonly first: number;
  /** The product it was before, up to and with that one's release `after`. */
  readonly fork?: { readonly of: ProductId; readonly after: number };
  /** Its features, by the release each one came with. */
  readonly features: Readonly<Partial<Record<AclFeature, number>>>;
  /** Faults in quotes which at least its newest release does not mind. */
  readonly takenQuoteFaults: readonly string[];
  /** What it knows, the oldest release first, each beyond the one before. */
  readonly commands: readonly ReleaseNames[];
  readonly directives: readonly ReleaseNames[];
}

export type ProductId = keyof typeof products;

/** Every server product the ACL check knows, with what it has from before a fork; a Chart file names one by its key. */
export const PRODUCTS = Object.fromEntries(Object.keys(products).map((id) => [id, whole(id as ProductId)])) as Readonly<
  Record<ProductId, Product>
>;

function whole(id: ProductId): Product {
  const own = products[id] as Product;
  if (!own.fork) return own;
  const { of, after } = own.fork;
  const { features, commands, directives } = whole(of);
  const isBefore = ({ release }: ReleaseNames): boolean => release <= after;
  return {
    ...own,
    features: {
      ...Object.fromEntries(Object.entries(features).filter(([, since]) => since <= after)),
      ...own.features,
    },
    commands: [...commands.filter(isBefore), ...own.commands],
    directives: [...directives.filter(isBefore), ...own.directives],
  };
}

/** The server whose rules count. */
export interface AclServer {
  readonly product: ProductId;
  /** Major and minor as one comparable number, 7.2 is 702; undefined where a tag does not say (`latest`, a digest). */
  readonly release: number | undefined;
  /** Whether its configuration loads modules, which bring commands of their own. */
  readonly modules?: boolean;
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
  return { product, release: release >= PRODUCTS[product].first ? release : undefined };
}

/** For messages: `Redis 7.2`, or `Redis` where the release is unknown. */
export function serverName({ product, release }: AclServer): string {
  const { name } = PRODUCTS[product];
  return release === undefined ? name : `${name} ${releaseName(release)}`;
}

/** 702 is `7.2`. */
export function releaseName(release: number): string {
  return `${Math.floor(release / 100)}.${release % 100}`;
}

/** Whether the server has a feature; an unknown release has all its product has. */
export function hasFeature({ product, release }: AclServer, feature: AclFeature): boolean {
  const since = PRODUCTS[product].features[feature];
  return since !== undefined && (release === undefined || release >= since);
}

/** `Redis 7.0`: the first product that has a feature, and since which release. */
export function featureSince(feature: AclFeature): string {
  const found = Object.values(PRODUCTS).find(({ features }) => features[feature] !== undefined);
  return found ? `${found.name} ${releaseName(found.features[feature] ?? 0)}` : 'a newer server';
}

/** Whether a new user may use all channels, where no `acl-pubsub-default` says otherwise. */
export function startsWithAllChannels(server: AclServer): boolean {
  return hasFeature(server, 'channels') && !hasFeature(server, 'noChannelsByDefault');
}
