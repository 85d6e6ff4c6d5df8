import { shellCommand } from '../../base/shell.js';
import { hostAndPort } from '../../kubernetes/address.js';
import type { Endpoints } from './endpoints.js';

/** One command a node; redis-cli takes IPv6 addresses without brackets (tried with 7.0.15). */
export function redisCliCommands({ nodes, port, user, passwordVariable, defaultPassword }: Endpoints): string {
  const password =
    user === undefined
      ? `export REDISCLI_AUTH="$(${shellCommand(...defaultPassword)} | base64 -d)"`
      : `export REDISCLI_AUTH="$${passwordVariable}"`;
  const lines = nodes.map(({ name, ip }) => {
    const words = ['redis-cli', '-c', '-h', ip, '-p', String(port), ...(user === undefined ? [] : ['--user', user])];
    return `${shellCommand(...words)}   # ${name}`;
  });
  return [
    '# Any one of them: -c follows the cluster to the node that has the key.',
    `# ${password}`,
    ...lines,
    '',
  ].join('\n');
}

/** One `IP:port` a line. */
export function plainList({ nodes, port }: Endpoints): string {
  return nodes.map(({ ip }) => `${hostAndPort(ip, port)}\n`).join('');
}
