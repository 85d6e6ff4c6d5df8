/** Set by the build from package.json. */
declare const HOSTPORT_VERSION: string | undefined;

/** The version of redis-hostport. */
export const VERSION: string = typeof HOSTPORT_VERSION === 'string' ? HOSTPORT_VERSION : '0.0.0-source';

/** Set by a build that is given it. */
declare const HOSTPORT_COMMIT: string | undefined;

/** The commit it was built from, where that is known. */
export const COMMIT: string = typeof HOSTPORT_COMMIT === 'string' ? HOSTPORT_COMMIT : '';

/** Set by the build from package.json. */
declare const HOSTPORT_HOMEPAGE: string | undefined;

/** Where the project is at home, if package.json says so. */
export const HOMEPAGE: string = typeof HOSTPORT_HOMEPAGE === 'string' ? HOSTPORT_HOMEPAGE : '';
