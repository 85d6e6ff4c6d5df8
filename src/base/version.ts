/** Set by the build: version and home from package.json, and the commit where the build is given one. */
declare const HOSTPORT_BUILD: { version: string; commit: string; homepage: string } | undefined;

const FROM_SOURCE = { version: '0.0.0-source', commit: '', homepage: '' };

/** What redis-hostport this is, from which commit, and where it is at home; empty where that is not known. */
export const {
  version: VERSION,
  commit: COMMIT,
  homepage: HOMEPAGE,
} = typeof HOSTPORT_BUILD === 'undefined' ? FROM_SOURCE : HOSTPORT_BUILD;
