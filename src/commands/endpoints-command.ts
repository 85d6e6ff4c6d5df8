import { isIPv6 } from 'node:net';
import { stringify } from 'yaml';
import { failure } from '../base/errors.js';
import { nearest, rendered, shellCommand, type View } from '../base/text.js';
import { passwordVariable } from '../config/environment.js';
import { endpointTemplates } from '../generated/templates.js';
import { hostAndPort } from '../kubernetes/address.js';
import { configuredUsers, type Setup, setupOf } from '../overlays/setup.js';
import type { ContextOf } from './command.js';
import { writeReports } from './output.js';

const DEFAULT_USER = 'default';

export async function runEndpoints(context: ContextOf<'endpoints'>): Promise<number> {
  const endpoints = endpointsOf(setupOf(context.sources), context.values.user);
  await writeReports(context, (format) => rendered(endpointTemplates[format], endpoints));
  return 0;
}

/**
 * What a client needs to know, as the templates name it.
 *
 * @param wanted the user of `--user`; else the first one configured, else `default`
 * @throws HostportError `usage` for a user that is not configured where others are
 */
function endpointsOf(setup: Setup, wanted: string | undefined): View {
  const user = userOf(setup, wanted);
  // Redis' own user logs in with a password alone.
  const isDefault = user === DEFAULT_USER;
  const login = isDefault ? [] : ['--user', user];
  const variable = isDefault ? 'REDIS_PASSWORD' : passwordVariable(user);
  const port = setup.chart.values.ports.client;
  const nodes = setup.nodes.map(({ name, ip }) => ({ name, ip, address: hostAndPort(ip, port) }));
  const longest = Math.max(...nodes.map(({ address }) => address.length));
  const addresses = nodes.map(({ address }) => address).join(',');
  return {
    fullname: setup.fullname,
    port,
    nodes: nodes.map((node, index) => ({
      ...node,
      comma: index < nodes.length - 1 ? ',' : '',
      // As gofmt aligns comments.
      padding: ' '.repeat(longest - node.address.length),
      // redis-cli takes IPv6 addresses without brackets (tried with 7.0.15).
      command: shellCommand('redis-cli', '-c', '-h', node.ip, '-p', String(port), ...login),
    })),
    addresses,
    addressesYaml: yaml(addresses),
    // Spring Boot writes and takes IPv6 in brackets since 3.1.12, 3.2.6 and 3.3.0 (spring-boot issues 39819 and 40466).
    ipv6: nodes.some(({ ip }) => isIPv6(ip)) ? {} : undefined,
    user: isDefault ? undefined : quoted(user),
    /** The environment variable from which applications take the password; Spring and Redisson read `${NAME}` from it. */
    variable,
    placeholder: `\${${variable}}`,
    password: isDefault ? `$(${shellCommand(...secretOf(setup))} | base64 -d)` : `$${variable}`,
  };
}

function userOf({ steps }: Setup, wanted: string | undefined): string {
  const names = configuredUsers(steps).map(({ name }) => name);
  const user = wanted ?? names[0] ?? DEFAULT_USER;
  if (/\s/.test(user) || user === '') throw failure('no-user-name', { user: JSON.stringify(user) });
  if (names.length > 0 && user !== DEFAULT_USER && !names.includes(user)) {
    const known = [...names, DEFAULT_USER];
    throw failure('no-such-user', { option: '--user: ', user: `${user}${nearest(user, known)}` });
  }
  return user;
}

/** A command that prints the password of user `default`. */
function secretOf({ chart, install, fullname }: Setup): string[] {
  const { existingSecret, existingSecretPasswordKey, namespace } = install;
  const key = (existingSecret && existingSecretPasswordKey) ?? chart.values.passwordKey;
  const path = `jsonpath={.data.${key.replaceAll('.', '\\.')}}`;
  return ['kubectl', '-n', namespace, 'get', 'secret', existingSecret ?? fullname, '-o', path];
}

/** A user's name as each language writes it; a literal of Java, C#, Go and Python is a JSON one. */
function quoted(name: string): View {
  const json = JSON.stringify(name);
  return {
    name,
    json,
    js: `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`,
    yaml: yaml(name),
    // In application.properties a backslash and what is not Latin-1 would be read as something else.
    property: name
      .replaceAll('\\', '\\\\')
      .replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  };
}

const yaml = (text: string): string => stringify(text, { compat: 'yaml-1.1', lineWidth: 0 }).trimEnd();
