/** Set by the build from package.json. */
declare const HOSTPORT_VERSION: string | undefined;

/** The version of redis-hostport. */
export const VERSION: string = typeof HOSTPORT_VERSION === 'string' ? HOSTPORT_VERSION : '0.0.0-source';
