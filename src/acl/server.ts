/** The server whose rules count. */
export interface AclServer {
  readonly product: 'redis' | 'valkey';
  /** Major and minor as one comparable number, 7.2 is 702; undefined where a tag does not say (`latest`, a digest). */
  readonly release: number | undefined;
  /** Whether its configuration loads modules, which bring commands of their own. */
  readonly modules?: boolean;
}

/**
 * Reads a version or an image tag: `7.2.5`, `7.2.5-debian-12-r0`, `v8.0`. Anything else is an unknown release, for which
 * the newest rules apply and nothing is refused for its age.
 */
export function parseServer(version: string | undefined, product: AclServer['product'] = 'redis'): AclServer {
  const match = /^v?(\d+)(?:\.(\d+))?(?:$|[.\-_+])/.exec(version ?? '');
  const major = match?.[1];
  if (major === undefined) return { product, release: undefined };
  return { product, release: Number(major) * 100 + Number(match?.[2] ?? 0) };
}

/** For messages: `Redis 7.2`, or `Redis` where the release is unknown. */
export function serverName(server: AclServer): string {
  const name = server.product === 'redis' ? 'Redis' : 'Valkey';
  return server.release === undefined ? name : `${name} ${releaseName(server.release)}`;
}

/** 702 is `7.2`. */
export function releaseName(release: number): string {
  return `${Math.floor(release / 100)}.${release % 100}`;
}

/**
 * What ACL can do since which release. Source: the history sections of `ACL SETUSER` in the Redis documentation, and
 * for duplicates redis/redis#9330; each tried with a server before and after (6.0.9, 6.2.14, 7.0.15, Valkey 9.1.2).
 */
const SINCE = {
  /** `user` lines at all. */
  acl: 600,
  /** `&pattern`, allchannels, resetchannels and `acl-pubsub-default`. */
  channels: 602,
  /** sanitize-payload and skip-sanitize-payload. */
  payload: 602,
  /** `+command|argument` after the whole command was allowed. */
  argumentOfAllowed: 602,
  /** New users start without channels; in 6.2 they start with all of them. */
  noChannelsByDefault: 700,
  /** `%R~`, `%W~`, `( )` and clearselectors; subcommands are commands of their own; a second line is refused. */
  selectors: 700,
  /** Valkey only: db=, alldbs, resetdbs. */
  databases: 901,
} as const;

export type AclFeature = keyof typeof SINCE;

/** Whether the server has a feature; an unknown release has all its product has. */
export function hasFeature(server: AclServer, feature: AclFeature): boolean {
  if (feature === 'databases' && server.product !== 'valkey') return false;
  return server.release === undefined || server.release >= SINCE[feature];
}

/** `Redis 7.0`: from when on a feature is there. */
export function featureSince(feature: AclFeature): string {
  return `${feature === 'databases' ? 'Valkey' : 'Redis'} ${releaseName(SINCE[feature])}`;
}

/** Whether a new user may use all channels, where no `acl-pubsub-default` says otherwise. */
export function startsWithAllChannels(server: AclServer): boolean {
  return hasFeature(server, 'channels') && !hasFeature(server, 'noChannelsByDefault');
}
