import type { ConnectionOptions } from 'node:tls';
import { HostportError } from '../base/errors.js';
import type { LoadedConfig } from '../config/config.js';
import { reason } from '../config/read.js';
import type { AclUser } from '../generated/types.js';
import type { Access } from '../redis/access.js';
import { type CommandContext, text } from './command.js';

const PASSWORD = 'REDIS_HOSTPORT_REDIS_PASSWORD';
const PASSWORD_FILE = 'REDIS_HOSTPORT_REDIS_PASSWORD_FILE';
const DEFAULT_TIMEOUT_S = 3;

/** How servers are asked; a password is never among the options. */
export const ACCESS_OPTIONS = {
  user: { value: 'NAME', description: `the user to log in as; password in $${PASSWORD} or $${PASSWORD_FILE}` },
  port: { value: 'PORT', description: "the servers' port, where nothing else says it" },
  timeout: {
    value: 'SECONDS',
    description: `the most a connection or an answer may take (default ${DEFAULT_TIMEOUT_S})`,
  },
  tls: { description: 'speak TLS; the chain is checked, the name in the certificate is not, as in redis-cli' },
  cacert: { value: 'FILE', description: '--tls: the certificate authority' },
  cert: { value: 'FILE', description: '--tls: the client certificate' },
  key: { value: 'FILE', description: "--tls: the client certificate's key" },
} as const;

/**
 * How to log in: with the password of the environment as `--user`, else as default; without one, with a user of the
 * configuration's acl-user overlay (`--user`, else the first) and whichever of its passwords a server takes; else
 * without a login.
 *
 * @throws HostportError `config` for a password that cannot be read, `usage` for a bad option
 */
export function accessOf(context: CommandContext, loaded: LoadedConfig, users: readonly AclUser[]): Access {
  const user = text(context, 'user');
  const own = environmentPassword(context);
  const found = own === undefined ? users.find(({ name }) => user === undefined || name === user) : undefined;
  if (user !== undefined && own === undefined && !found) {
    throw new HostportError('config', `there is no password for user ${user}`, {
      remedy: `Set ${PASSWORD} or ${PASSWORD_FILE}, or configure the user in overlays.acl-user.users.`,
    });
  }
  return {
    user: user ?? found?.name,
    passwords: own !== undefined ? [own] : found ? passwordsOf(loaded, found) : [],
    timeoutMs: timeout(context),
    tls: tlsOf(context),
  };
}

function environmentPassword(context: CommandContext): string | undefined {
  const { env } = context.sources;
  const [direct, file] = [env[PASSWORD], env[PASSWORD_FILE]];
  if (direct !== undefined && file !== undefined) {
    throw new HostportError('config', `${PASSWORD} and ${PASSWORD_FILE} are both set`, {
      remedy: 'Unset one of them.',
    });
  }
  if (file !== undefined)
    return fileOf(context, file, PASSWORD_FILE)
      .toString('utf8')
      .replace(/\r?\n$/, '');
  return direct === '' ? undefined : direct;
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

function timeout(context: CommandContext): number {
  const given = text(context, 'timeout') ?? String(DEFAULT_TIMEOUT_S);
  const seconds = Number(given);
  if (seconds > 0 && seconds <= 60) return seconds * 1000;
  throw new HostportError('usage', `--timeout takes seconds, more than 0 and at most 60, not ${given}`);
}

/** The port of `--port`, if it is given. */
export function portOption(context: CommandContext): number | undefined {
  const given = text(context, 'port');
  if (given === undefined) return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new HostportError('usage', `--port takes a port number, not ${given}`);
}

/** The chart's certificates name Services, not the nodes' IPs: like redis-cli, only the chain is checked. */
function tlsOf(context: CommandContext): ConnectionOptions | undefined {
  const [ca, cert, key] = ['cacert', 'cert', 'key'].map((name) => {
    const file = text(context, name);
    return file === undefined ? undefined : fileOf(context, file, `--${name}`);
  });
  if (context.values.tls !== true) {
    if (ca ?? cert ?? key) throw new HostportError('usage', '--cacert, --cert and --key need --tls');
    return undefined;
  }
  return { checkServerIdentity: () => undefined, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function fileOf({ sources }: CommandContext, file: string, what: string): Buffer {
  try {
    return sources.read(file);
  } catch (error) {
    throw new HostportError('config', `${what}: ${file} cannot be read: ${reason(error)}`);
  }
}
