import type { Asked } from '../../redis/session.js';
import type { PasswordAnswer, ServerUser } from './servers.js';

/** A configured password: what names it in the report, and its hash. */
export interface Secret {
  /** The variable or the file it is read from. */
  label: string;
  hash: string;
}

/** A configured user. */
export interface WantedUser {
  name: string;
  secrets: readonly Secret[];
}

/** What one server knows of one user, beside what is configured. */
export interface Comparison {
  server: Asked<PasswordAnswer>;
  user: WantedUser;
  /** Undefined where the server did not answer or does not know the user. */
  found: ServerUser | undefined;
  missing: readonly Secret[];
  /** Hashes that are not configured. */
  others: readonly string[];
}

export function compare(server: Asked<PasswordAnswer>, user: WantedUser): Comparison {
  const found = server.answer?.users.get(user.name);
  return {
    server,
    user,
    found,
    missing: user.secrets.filter(({ hash }) => !found?.hashes.has(hash)),
    others: [...(found?.hashes ?? [])].filter((one) => !user.secrets.some(({ hash }) => hash === one)),
  };
}

/** The words behind ACL SETUSER which add what is missing: to a user that is there, since its rules are not ours to say. */
export function additionFor({ user, found, missing }: Comparison): readonly string[] | undefined {
  return found && missing.length > 0 ? [user.name, ...missing.map(({ hash }) => `#${hash}`)] : undefined;
}

/** The same which take away what is not configured. */
export function removalFor({ user, others }: Comparison): readonly string[] | undefined {
  return others.length > 0 ? [user.name, ...others.map((hash) => `!${hash}`)] : undefined;
}
