import { type AclFeature, PRODUCTS, type ProductId, releaseWith } from './product.js';

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
 * which is the number of an image somebody built.
 */
export function parseServer(version: string | undefined, product: ProductId = 'redis'): AclServer {
  const match = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:$|[.\-_+])/.exec(version ?? '');
  const major = match?.[1];
  if (major === undefined) return { product, release: undefined };
  const release = Number(major) * 100 + Number(match?.[2] ?? 0);
  return { product, release: release < PRODUCTS[product].first ? undefined : release };
}

/** For messages: `Redis 7.2`, or `Redis` where the release is unknown. */
export function serverName(server: AclServer): string {
  const { name } = PRODUCTS[server.product];
  return server.release === undefined ? name : `${name} ${releaseName(server.release)}`;
}

/** 702 is `7.2`. */
export function releaseName(release: number): string {
  return `${Math.floor(release / 100)}.${release % 100}`;
}

/** Whether the server has a feature; an unknown release has all its product has. */
export function hasFeature(server: AclServer, feature: AclFeature): boolean {
  const since = releaseWith(feature, server.product);
  return since !== undefined && (server.release === undefined || server.release >= since);
}

/** `Redis 7.0`: the product a feature came with, and the release. */
export function featureSince(feature: AclFeature): string {
  const [first] = Object.values(PRODUCTS).flatMap(({ name, features }) => {
    const since = features[feature];
    return since === undefined ? [] : [`${name} ${releaseName(since)}`];
  });
  return first ?? 'a newer server';
}

/** Whether a new user may use all channels, where no `acl-pubsub-default` says otherwise. */
export function startsWithAllChannels(server: AclServer): boolean {
  return hasFeature(server, 'channels') && !hasFeature(server, 'noChannelsByDefault');
}
