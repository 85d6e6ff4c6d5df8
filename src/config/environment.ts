import { failure, HostportError, reason } from '../base/errors.js';
import { inTable } from '../base/util.js';
import type { AclUser, PasswordSource } from '../generated/types.js';
import { beside, type ReadFile } from './read.js';

const PASSWORD = 'REDIS_HOSTPORT_ACL_PASSWORD';
const USER = 'REDIS_HOSTPORT_ACL_USER';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The user of the environment variables, where the configuration has none: `REDIS_HOSTPORT_ACL_PASSWORD` or
 * `REDIS_HOSTPORT_ACL_PASSWORD_FILE` alone is enough and means user `song`, the runbook's.
 */
export function environmentUsers(parameters: { users?: unknown }, env: Environment): { users?: AclUser[] } {
  if (Array.isArray(parameters.users) && parameters.users.length > 0) return {};
  const password = variableOrFile(env, PASSWORD, 'Unset one of them: it must be clear which password the user gets.');
  return password ? { users: [{ name: env[USER] ?? 'song', password }] } : {};
}

/**
 * Where the variable `name`, or `name`_FILE, says a password is; undefined where neither is set.
 *
 * @throws HostportError `config`, with the hint, where both are
 */
export function variableOrFile(env: Environment, name: string, hint: string): PasswordSource | undefined {
  const [direct, file] = [inTable(env, name), inTable(env, `${name}_FILE`)];
  if (direct !== undefined && file !== undefined) throw failure('two-passwords', { name, hint });
  if (file === '') throw new HostportError('config', `${name}_FILE is set but empty`);
  if (direct !== undefined) return { env: name };
  return file === undefined ? undefined : { file };
}

/** The environment variable that a user's password is in, where nobody names another one: SONG_PASSWORD. */
export function passwordVariable(user: string): string {
  const name = `${user.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_PASSWORD`;
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/**
 * Reads a password from where the configuration says it is; the message of a failure names the place only.
 *
 * @param base the file the source's path is relative to
 * @throws HostportError `config` where it is not there or empty
 */
export function readPassword(
  source: PasswordSource,
  user: string,
  { env, read }: { env: Environment; read: ReadFile },
  base?: string,
): string {
  const { env: name, file = '' } = source;
  const path = beside(file, base);
  let password: string | undefined;
  try {
    password = name === undefined ? withoutLineBreak(read(path)) : inTable(env, name);
  } catch (error) {
    throw failure('unreadable-password', { user, why: `the file ${path} cannot be read: ${reason(error)}` });
  }
  if (password) return password;
  const place = name === undefined ? `the file ${file}` : `the environment variable ${name}`;
  const is = password === '' ? 'empty: everybody could log in without a password' : 'not set';
  throw failure('unreadable-password', { user, why: `${place} is ${is}` });
}

/** The text of a password's file; one line break at its end is not part of it. */
export function withoutLineBreak(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/\r?\n$/, '');
}
