import type { Endpoints } from './endpoints.js';

const PASSWORD = (variable: string): string => `const password = process.env.${variable};
if (!password) throw new Error('${variable} is not set');`;

/** A module for ioredis 5 and 6. Each setting is measured: docs/clients.md. */
export function ioredisModule({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const list = nodes.map(({ name, ip }) => `  { host: ${quoted(ip)}, port: ${port} }, // ${name}`);
  return `// ${fullname} for ioredis 5 and 6, written by \`redis-hostport endpoints\`. Save it as redis.mjs:
//   import { connect } from './redis.mjs';
//   const redis = await connect();
import { Cluster } from 'ioredis';

${PASSWORD(passwordVariable)}

// Each knows the others; all are listed because any may be down when the application starts.
export const nodes = [
${list.join('\n')}
];

export const options = {
  // A new master is found within 5 s even when no command has failed.
  slotsRefreshInterval: 5000,
  slotsRefreshTimeout: 2000,
  // With all nodes away a command fails at once; in the queue it would wait for ever, whatever commandTimeout says.
  enableOfflineQueue: false,
  redisOptions: {${user === undefined ? '' : `\n    username: ${quoted(user)},`}
    password,
    connectTimeout: 2000,
    // Without it a command to a node that went silent never ends. Blocking commands (BLPOP) need a client without it.
    commandTimeout: 2000,
  },
};

/** Resolves when commands can be sent. */
export function connect() {
  const cluster = new Cluster(nodes, options);
  return new Promise((resolve, reject) => {
    cluster.once('ready', () => resolve(cluster));
    cluster.once('end', () => reject(new Error('no node of ${fullname} answers')));
  });
}
`;
}

/** A module for node-redis 5 and 6. */
export function nodeRedisModule({ nodes, port, user, passwordVariable, fullname }: Endpoints): string {
  const list = nodes.map(({ name, ip }) => `  { socket: { host: ${quoted(ip)}, port: ${port} } }, // ${name}`);
  return `// ${fullname} for node-redis 5 and 6, written by \`redis-hostport endpoints\`. Save it as redis.mjs:
//   import { connect } from './redis.mjs';
//   const redis = await connect();
import { createCluster } from 'redis';

${PASSWORD(passwordVariable)}

// Each knows the others; all are listed because any may be down when the application starts.
export const rootNodes = [
${list.join('\n')}
];

export const defaults = {${user === undefined ? '' : `\n  username: ${quoted(user)},`}
  password,
  // A command that waits to be sent ends after 2 s. One that was sent to a node which went silent ends with its connection
  // only, minutes later, and no setting changes that: give calls a limit of your own, as in
  //   Promise.race([redis.get(key), setTimeout(2000).then(() => Promise.reject(new Error('timeout')))])
  // with setTimeout of node:timers/promises.
  commandOptions: { timeout: 2000 },
  socket: { connectTimeout: 2000 },
};

export async function connect() {
  const cluster = createCluster({ rootNodes, defaults });
  cluster.on('error', (error) => console.error(error.message));
  await cluster.connect();
  return cluster;
}
`;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
