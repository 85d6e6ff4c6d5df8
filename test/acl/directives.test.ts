import t from 'tap';
import type { ProductId } from '../../src/acl/server.js';
import { directiveKnowledge, namesOf } from '../../src/acl/server.js';
import { SERVERS, withRedis } from './redis-process.js';

const release = (version: string): number => {
  const [major = '0', minor = '0'] = version.split('.');
  return Number(major) * 100 + Number(minor);
};

for (const { program, server, skip } of SERVERS) {
  t.test(`${program} knows what the data says`, { skip }, async (t) => {
    if (!server) return;
    const known = namesOf('directives', { product: server.product, release: release(server.version) });
    await withRedis('', { program }, async (_, list) => {
      const pairs = await list(['CONFIG', 'GET', '*']);
      const names = pairs.filter((_, index) => index % 2 === 0);
      t.ok(names.length > 120, `${names.length} directives`);
      t.same(
        names.filter((name) => !known.has(name) && name !== 'watchdog-period'),
        [],
        'none is missing; before 7.0 CONFIG alone knows watchdog-period',
      );
    });
  });
}

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
  ['redis', 802, 'users', 'unknown'],
  ['redis', 704, 'repl-rdb-channel', 'unknown'],
  ['redis', 802, 'repl-rdb-channel', 'known'],
  ['redis', 804, 'users', 'maybe'],
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
    t.equal(directiveKnowledge(name, { product, release }), known, `${product} ${release}: ${name}`);
});

t.test('with a module loaded, a directive may be its own', async (t) => {
  const knowledge = (release: number, name: string) => {
    const server = { product: 'redis', release, modules: true } as const;
    return directiveKnowledge(name, server);
  };
  t.same(
    [knowledge(704, 'x.limit'), knowledge(704, 'x-limit'), knowledge(802, 'x-limit')],
    ['known', 'unknown', 'known'],
  );
});
