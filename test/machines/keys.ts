import { Cluster } from 'ioredis';

// A client of the cluster, which runs outside of it: node keys.ts write|read|masters COUNT IP…  It prints JSON.
// The password comes from $PASSWORD.

const [what, count = '0', ...hosts] = process.argv.slice(2);
const SECONDS = 1000;

const client = new Cluster(
  hosts.map((host) => ({ host, port: 6379 })),
  {
    clusterRetryStrategy: (times) => (times > 3 ? null : 500),
    maxRedirections: 4,
    retryDelayOnClusterDown: 200,
    retryDelayOnFailover: 200,
    slotsRefreshTimeout: 3 * SECONDS,
    redisOptions: {
      password: process.env.PASSWORD ?? '',
      connectTimeout: 2 * SECONDS,
      commandTimeout: 5 * SECONDS,
      maxRetriesPerRequest: 1,
    },
  },
);
client.on('error', () => undefined);

const keys = Array.from({ length: Number(count) }, (_, index) => `key:${index}`);
const value = (key: string): string => `value of ${key}`;

async function good(work: (key: string) => Promise<boolean>): Promise<number> {
  const all = await Promise.allSettled(keys.map(work));
  return all.filter((one) => one.status === 'fulfilled' && one.value).length;
}

/** The addresses of the servers that have slots. */
async function masters(): Promise<string[]> {
  const slots = await client.cluster('SLOTS');
  return [...new Set(slots.map(([, , ...nodes]) => nodes[0]?.[0] ?? ''))];
}

const WORK: Readonly<Record<string, () => Promise<unknown>>> = {
  write: () => good(async (key) => (await client.set(key, value(key))) === 'OK'),
  read: () => good(async (key) => (await client.get(key)) === value(key)),
  masters,
};

const result = await Promise.resolve(WORK[what ?? '']?.()).catch(() => null);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
