import products from './products.json' with { type: 'json' };

/** How a release's commands differ from those of CATEGORY_COMMANDS; subcommands are left out before 7.0, which had none. */
export interface CommandRelease {
  /** Major and minor as one comparable number, 7.2 is 702. */
  readonly release: number;
  /** The server the difference was read from, with COMMAND. */
  readonly version: string;
  readonly without: readonly string[];
  readonly plus: readonly string[];
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
  /** db=, alldbs, resetdbs. */
  | 'databases';

/** One server product of `products.json`: a fork holds only what its origin does not have. */
export interface Product {
  /** For messages. */
  readonly name: string;
  /** Its first release that can be part of a cluster. */
  readonly first: number;
  /** The product it was before, up to and with that one's release `after`. */
  readonly fork?: { readonly of: ProductId; readonly after: number };
  /** The product's own features, by the release each one came with. */
  readonly features: Readonly<Partial<Record<AclFeature, number>>>;
  /** Faults in quotes (`QuoteFault`) which at least its newest release does not mind. */
  readonly takenQuoteFaults: readonly string[];
  /** The product's own releases, oldest first. */
  readonly releases: readonly CommandRelease[];
}

export type ProductId = keyof typeof products;

/** Every server product the ACL check knows; a Chart file names one by its key. */
export const PRODUCTS = products as Readonly<Record<ProductId, Product>>;

/** All releases of a product, oldest first: those before the fork, then its own. */
export function releasesOf(id: ProductId): readonly CommandRelease[] {
  const { fork, releases } = PRODUCTS[id];
  if (!fork) return releases;
  return [...releasesOf(fork.of).filter(({ release }) => release <= fork.after), ...releases];
}

/** The release from which on a product has a feature, its own or from before the fork; undefined where none has it. */
export function releaseWith(feature: AclFeature, id: ProductId): number | undefined {
  const { fork, features } = PRODUCTS[id];
  const since = features[feature];
  if (since !== undefined || !fork) return since;
  const before = releaseWith(feature, fork.of);
  return before !== undefined && before <= fork.after ? before : undefined;
}
