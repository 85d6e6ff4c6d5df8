import data from './directives.json' with { type: 'json' };

export type ServerProduct = keyof typeof data.products;

/** A fork begins with what its origin knew at `release`. */
interface ProductDirectives {
  readonly fork?: { readonly of: ServerProduct; readonly release: number };
  /** Releases as comparable numbers, 7.2 is 702; names are separated by spaces. */
  readonly releases: readonly { readonly release: number; readonly plus: string; readonly without?: string }[];
}

const DIRECTIVES = data.products as Readonly<Record<ServerProduct, ProductDirectives>>;

/**
 * Whether a server knows a directive (lower case): `maybe` where it is newer than this data, or of an unknown release.
 */
export function directiveKnowledge(
  name: string,
  { product, release }: { product: ServerProduct; release: number | undefined },
): 'known' | 'unknown' | 'maybe' {
  const { known, newest } = directivesOf(product, release ?? Number.POSITIVE_INFINITY);
  if (known.has(name)) return 'known';
  return release === undefined || release > newest || release < OLDEST ? 'maybe' : 'unknown';
}

/** Redis 5 and older are in no list. */
const OLDEST = 600;

const cache = new Map<string, ReturnType<typeof collected>>();

/** All directives of the newest known release that is not newer than `release`, and the newest release of the data. */
export function directivesOf(product: ServerProduct, release: number): ReturnType<typeof collected> {
  const key = `${product} ${release}`;
  const found = cache.get(key) ?? collected(product, release);
  cache.set(key, found);
  return found;
}

function collected(product: ServerProduct, release: number): { known: ReadonlySet<string>; newest: number } {
  const { fork, releases } = DIRECTIVES[product];
  const known = new Set(fork ? directivesOf(fork.of, Math.min(fork.release, release)).known : []);
  for (const { plus, without = '' } of releases.filter((one) => one.release <= release)) {
    for (const name of split(plus)) known.add(name);
    for (const name of split(without)) known.delete(name);
  }
  return { known, newest: releases.at(-1)?.release ?? 0 };
}

const split = (names: string): string[] => names.split(' ').filter((name) => name !== '');
