import type { ConnectionOptions } from 'node:tls';
import { failure, HostportError, reason } from '../base/errors.js';
import type { LoadedConfig } from '../config/config.js';
import { variableOrFile, withoutLineBreak } from '../config/environment.js';
import type { sharedOptions } from '../generated/commands.js';
import type { AclUser } from '../generated/types.js';
import type { Access } from '../redis/session.js';
import type { CommandContext } from './command.js';

const PASSWORD = 'REDIS_HOSTPORT_REDIS_PASSWORD';

type AccessContext = Pick<CommandContext<typeof sharedOptions.access>, 'values' | 'sources'>;

/**
 * How to log in: with the password of the environment as `--user`, else as default; without one, with a user of the
 * configuration's acl-user overlay (`--user`, else the first) and whichever of its passwords a server takes; else
 * without a login.
 *
 * @throws HostportError `config` for a password that cannot be read, `usage` for a bad option
 */
export function accessOf(context: AccessContext, loaded: LoadedConfig, users: readonly AclUser[]): Access {
  const { env } = context.sources;
  const { user, timeout = 3 } = context.values;
  const { file } = variableOrFile(env, PASSWORD, 'Unset one of them.') ?? {};
  const own =
    file === undefined ? env[PASSWORD] || undefined : withoutLineBreak(fileOf(context, file, `${PASSWORD}_FILE`));
  if (own !== undefined) return { user, passwords: [own], timeoutMs: timeout * 1000, tls: tlsOf(context) };
  const found = users.find(({ name }) => user === undefined || name === user);
  if (user !== undefined && !found) throw failure('no-redis-password', { user, variable: PASSWORD });
  const passwords = found ? passwordsOf(loaded, found) : [];
  return { user: found?.name, passwords, timeoutMs: timeout * 1000, tls: tlsOf(context) };
}

function passwordsOf(loaded: LoadedConfig, { name, password }: AclUser): string[] {
  try {
    return [password].flat().map((source) => loaded.readPassword(source, name));
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const remedy = `Set it here, or ${PASSWORD} with the password of another user (--user; without it: default).`;
    throw new HostportError(error.code, error.message, { remedy });
  }
}

/** The chart's certificates name Services, not the nodes' IPs: like redis-cli, only the chain is checked. */
function tlsOf(context: AccessContext): ConnectionOptions | undefined {
  const { tls, ...files } = context.values;
  const [ca, cert, key] = (['cacert', 'cert', 'key'] as const).map((name) => {
    return files[name] === undefined ? undefined : fileOf(context, files[name], `--${name}`);
  });
  if (tls) return { checkServerIdentity: () => undefined, ca, cert, key };
  if (ca ?? cert ?? key) throw new HostportError('usage', '--cacert, --cert and --key need --tls');
  return undefined;
}

function fileOf({ sources }: AccessContext, file: string, what: string): Buffer {
  try {
    return sources.read(file);
  } catch (error) {
    throw new HostportError('config', `${what}: ${file} cannot be read: ${reason(error)}`);
  }
}
