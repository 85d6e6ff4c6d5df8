import t from 'tap';
import data from '../../src/acl/products.json' with { type: 'json' };
import {
  type AclFeature,
  featureSince,
  hasFeature,
  type ProductId,
  parseServer,
  serverName,
} from '../../src/acl/server.js';
import { WORDS } from '../../src/acl/words.js';
import { schemas } from '../../src/generated/schemas.js';
import { charts } from '../../src/generated/shipped.js';

const ids = Object.keys(data.products).sort() as ProductId[];

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
  gluedQuotes: ['Valkey 7.2', 0, 702],
};

t.test('which product has which feature since when', async (t) => {
  for (const [feature, [since, redis, valkey]] of Object.entries(FEATURES) as [
    AclFeature,
    [string, number, number],
  ][]) {
    t.equal(featureSince(feature), since);
    for (const [product, first] of [
      ['redis', redis],
      ['valkey', valkey],
    ] as const) {
      t.equal(hasFeature({ product, release: undefined }, feature), first > 0, `${product}: ${feature}`);
      if (first === 0) continue;
      t.ok(hasFeature({ product, release: first }, feature), `${product} ${first}: ${feature}`);
      t.notOk(hasFeature({ product, release: first - 1 }, feature), `${product} ${first - 1}: ${feature}`);
    }
  }
  t.same(Object.keys(data.features).sort(), Object.keys(FEATURES).sort(), 'the data has these and no other');
});

t.test('what the data refers to is there', async (t) => {
  for (const { product } of Object.values(data.features)) t.ok(ids.includes(product as ProductId));
  for (const [word, { feature }] of WORDS) t.ok(feature === undefined || feature in data.features, word);
});

t.test('an unknown release has all its product has', async (t) => {
  t.ok(hasFeature(parseServer({ serverVersion: 'latest', product: 'valkey' }), 'databases'));
  t.notOk(hasFeature(parseServer({ serverVersion: 'latest', product: 'redis' }), 'databases'));
  t.notOk(hasFeature(parseServer({ serverVersion: '9.1', product: 'redis' }), 'databases'));
  t.equal(serverName(parseServer({ serverVersion: '8.0', product: 'valkey' })), 'Valkey 8.0');
});

t.test('every product fits together with the charts, their schema and the others', async (t) => {
  t.same([...schemas.chart.properties.server.properties.product.enum].sort(), ids, 'the schema takes what is known');
  for (const { name, server } of charts) t.ok(ids.includes(server.product), name);
  for (const id of ids) {
    const { fork } = data.products[id];
    for (const list of [data.commands, data.directives]) {
      const releases = list.filter(({ product }) => product === id).map(({ release }) => release);
      t.same([...releases].sort(), releases, `${id}: oldest first`);
      t.ok(!fork || releases.every((release) => release > fork.after), `${id}: its own releases come after the fork`);
    }
    t.ok(!fork || (ids.some((other) => other === fork.of) && fork.of !== id), `${id}: its origin is known`);
  }
});
