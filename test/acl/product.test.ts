import t from 'tap';
import products from '../../src/acl/products.json' with { type: 'json' };
import {
  type AclFeature,
  featureSince,
  hasFeature,
  PRODUCTS,
  type ProductId,
  parseServer,
  serverName,
} from '../../src/acl/server.js';
import { schemas } from '../../src/generated/schemas.js';
import { charts } from '../../src/generated/shipped.js';

const ids = Object.keys(PRODUCTS).sort();

// feature | since | from when on each product has it, 0 for never
const FEATURES: Record<AclFeature, [since: string, redis: number, valkey: number]> = {
  acl: ['Redis 6.0', 600, 600],
  channels: ['Redis 6.2', 602, 602],
  payload: ['Redis 6.2', 602, 602],
  argumentOfAllowed: ['Redis 6.2', 602, 602],
  noChannelsByDefault: ['Redis 7.0', 700, 700],
  selectors: ['Redis 7.0', 700, 700],
  selectorsInOne: ['Redis 7.2', 702, 702],
  anyModuleDirective: ['Redis 8.0', 800, 0],
  databases: ['Valkey 9.1', 0, 901],
};

t.test('which product has which feature since when', async (t) => {
  for (const [feature, [since, redis, valkey]] of Object.entries(FEATURES) as [
    AclFeature,
    [string, number, number],
  ][]) {
    t.equal(featureSince(feature), since);
    t.equal(PRODUCTS.redis.features[feature] ?? 0, redis, feature);
    t.equal(PRODUCTS.valkey.features[feature] ?? 0, valkey, feature);
  }
  const named = Object.values(products).flatMap(({ features }) => Object.keys(features));
  t.same(named.sort(), Object.keys(FEATURES).sort(), 'the data names every feature once, and no other');
});

t.test('an unknown release has all its product has', async (t) => {
  t.ok(hasFeature(parseServer({ serverVersion: 'latest', product: 'valkey' }), 'databases'));
  t.notOk(hasFeature(parseServer({ serverVersion: 'latest', product: 'redis' }), 'databases'));
  t.notOk(hasFeature(parseServer({ serverVersion: '9.1', product: 'redis' }), 'databases'));
  t.equal(serverName(parseServer({ serverVersion: '8.0', product: 'valkey' })), 'Valkey 8.0');
});

// product | its releases
const RELEASES: [product: ProductId, releases: number[]][] = [
  ['redis', [600, 602, 700, 702, 704]],
  ['valkey', [600, 602, 700, 702, 901]],
];

t.test('a fork shares the releases up to it', async (t) => {
  for (const [product, releases] of RELEASES) {
    t.same(
      PRODUCTS[product].commands.map(({ release }) => release),
      releases,
      product,
    );
  }
});

t.test('every product fits together with the charts, their schema and the others', async (t) => {
  t.same([...schemas.chart.properties.server.properties.product.enum].sort(), ids, 'the schema takes what is known');
  for (const { name, server } of charts) t.ok(ids.includes(server.product), name);
  for (const [id, { fork, commands, takenQuoteFaults }] of Object.entries(PRODUCTS)) {
    const order = commands.map(({ release }) => release);
    t.same([...order].sort(), order, `${id}: oldest first`);
    t.ok(
      takenQuoteFaults.every((reason) => ['unclosed', 'glued'].includes(reason)),
      id,
    );
    if (!fork) continue;
    const own = products[id as ProductId].commands;
    t.ok(ids.includes(fork.of) && fork.of !== id, `${id}: its origin is known`);
    t.ok(
      own.every(({ release }) => release > fork.after),
      `${id}: its own releases come after the fork`,
    );
  }
});
