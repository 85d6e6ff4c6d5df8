import { HostportError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import { passwordVariable } from '../../config/environment.js';
import type { NodeEntry } from '../../generated/types.js';
import type { Setup } from '../../overlays/setup.js';
import { configuredUsers } from '../../overlays/users.js';

/** What a client needs to know. */
export interface Endpoints {
  nodes: readonly NodeEntry[];
  port: number;
  /** The ACL user; undefined for Redis' own user `default`, who logs in with a password alone. */
  user: string | undefined;
  /** The environment variable from which applications take the password. */
  passwordVariable: string;
  /** The name of the StatefulSet and its Service. */
  fullname: string;
  /** Where the password of user `default` is: a command that prints it. */
  defaultPassword: readonly string[];
}

/**
 * @param wanted the user of `--user`; else the first one configured, else `default`
 * @throws HostportError `usage` for a user that is not configured where others are
 */
export function endpointsOf({ nodes, chart, steps, install, fullname }: Setup, wanted: string | undefined): Endpoints {
  const names = configuredUsers(steps).map(({ name }) => name);
  const user = wanted ?? names[0] ?? DEFAULT_USER;
  if (/\s/.test(user) || user === '') {
    throw new HostportError('usage', `--user: ${JSON.stringify(user)} is no name of a Redis user`);
  }
  if (names.length > 0 && user !== DEFAULT_USER && !names.includes(user)) {
    const known = [...names, DEFAULT_USER];
    throw new HostportError('usage', `--user: overlay acl-user adds no user ${user}${nearest(user, known)}`);
  }
  const secret = install.existingSecret ?? fullname;
  const key = install.existingSecret
    ? (install.existingSecretPasswordKey ?? chart.values.passwordKey)
    : chart.values.passwordKey;
  const path = `jsonpath={.data.${key.replaceAll('.', '\\.')}}`;
  return {
    nodes,
    port: chart.values.ports.client,
    user: user === DEFAULT_USER ? undefined : user,
    passwordVariable: user === DEFAULT_USER ? 'REDIS_PASSWORD' : passwordVariable(user),
    fullname,
    defaultPassword: ['kubectl', '-n', install.namespace, 'get', 'secret', secret, '-o', path],
  };
}

const DEFAULT_USER = 'default';
