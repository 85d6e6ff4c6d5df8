import t from 'tap';
import { directiveKnowledge, directivesOf } from '../../src/acl/knowledge.js';
import type { ProductId } from '../../src/acl/server.js';
import { installedServer, withRedis } from './redis-process.js';

const installed = installedServer();
const release = (version: string): number => {
  const [major = '0', minor = '0'] = version.split('.');
  return Number(major) * 100 + Number(minor);
};

t.test(
  'the installed server knows what the data says',
  { skip: installed ? false : 'no redis-server on the PATH' },
  async (t) => {
    if (!installed) return;
    const known = directivesOf({ product: installed.product, release: release(installed.version) });
    await withRedis('', {}, async (_, list) => {
      const pairs = await list(['CONFIG', 'GET', '*']);
      const names = pairs.filter((_, index) => index % 2 === 0);
      t.ok(names.length > 150, `${names.length} directives`);
      t.same(
        names.filter((name) => !known.has(name)),
        [],
        'none is missing',
      );
    });
  },
);

// product | release | directive | whether the server knows it
const KNOWLEDGE: [product: ProductId, release: number | undefined, name: string, known: string][] = [
  ['redis', 600, 'user', 'known'],
  ['redis', 600, 'acl-pubsub-default', 'unknown'],
  ['redis', 602, 'acl-pubsub-default', 'known'],
  ['redis', 602, 'gopher-enabled', 'known'],
  ['redis', 700, 'gopher-enabled', 'unknown'],
  ['redis', 700, 'set-max-listpack-entries', 'unknown'],
  ['redis', 702, 'set-max-listpack-entries', 'known'],
  ['redis', 702, 'availability-zone', 'unknown'],
  ['redis', 701, 'users', 'unknown'],
  ['redis', 802, 'users', 'maybe'],
  ['redis', 802, 'maxmemory', 'known'],
  ['redis', 500, 'users', 'maybe'],
  ['redis', undefined, 'users', 'maybe'],
  ['redis', undefined, 'hide-user-data-from-log', 'known'],
  ['valkey', 702, 'maxmemory', 'known'],
  ['valkey', 800, 'availability-zone', 'known'],
  ['valkey', 800, 'users', 'unknown'],
  ['valkey', 901, 'users', 'maybe'],
];

t.test('which server knows which directive', async (t) => {
  for (const [product, release, name, known] of KNOWLEDGE)
    t.equal(
      directiveKnowledge(name, { product, release }, directivesOf({ product, release })),
      known,
      `${product} ${release}: ${name}`,
    );
});
