import t from 'tap';
import data from '../../src/acl/commands.json' with { type: 'json' };
import products from '../../src/acl/products.json' with { type: 'json' };
import {
  categoryKnowledge,
  commandKnowledge,
  hasSubcommands,
  inCategory,
  type ProductId,
  parseServer,
} from '../../src/acl/server.js';
import { SERVERS, withRedis } from './redis-process.js';

const [{ program = 'redis-server', server: installed } = {}] = SERVERS;
const CATEGORIES: Readonly<Record<string, string>> = data.categories;
const names = (text: string): string[] => text.split(/\s+/).filter((name) => name !== '');

t.test('the data is what the installed server lists', { skip: skipReason() }, async (t) => {
  await withRedis('', { program }, async (_, list) => {
    const categories = await list(['ACL', 'CAT']);
    t.same(categories.sort(), Object.keys(CATEGORIES).sort(), 'categories');
    for (const category of categories) {
      const commands = await list(['ACL', 'CAT', category]);
      t.same(commands.sort(), names(CATEGORIES[category] ?? '').sort(), category);
    }
    const all = await list(['COMMAND', 'LIST']);
    const listed = [...names(CATEGORIES.fast ?? ''), ...names(CATEGORIES.slow ?? '')];
    t.same(all.sort(), listed.sort(), 'fast and slow together are all commands');
  });
});

function skipReason(): string | false {
  if (!installed) return 'no redis-server on the PATH';
  return installed.version === data.version
    ? false
    : `the data is of ${data.version}, installed is ${installed.version}`;
}

/** What came and went with a release. */
interface Entry {
  product: string;
  release: number;
  version?: string;
  plus?: string;
  without?: string;
}

t.test('what comes with a release was not there before, and what goes was', async (t) => {
  for (const [product, { fork }] of Object.entries(products.products)) {
    for (const list of [products.commands, products.directives]) {
      const known = new Set<string>();
      for (const entry of list as Entry[]) {
        const { release, version, plus = '', without = '' } = entry;
        if (entry.product !== product && !(entry.product === fork?.of && release <= fork.after)) continue;
        const twice = names(plus).filter((name) => known.has(name));
        t.same(twice, [], `${product} ${release}: plus`);
        for (const name of names(plus)) known.add(name);
        const missing = names(without).filter((name) => !known.delete(name));
        t.same(missing, [], `${product} ${release}: without`);
        if (version !== undefined) t.equal(parseServer({ serverVersion: version }).release, release);
      }
    }
  }
});

t.test('the categories are of the release whose commands they are', async (t) => {
  const server = parseServer({ serverVersion: data.version });
  for (const name of [...names(CATEGORIES.fast ?? ''), ...names(CATEGORIES.slow ?? '')]) {
    t.equal(commandKnowledge(name, server), 'known', name);
  }
});

// name | tag | whether the server knows it
const COMMANDS: [name: string, tag: string, known: string][] = [
  ['get', '6.0.9', 'known'],
  ['copy', '6.0.9', 'unknown'],
  ['copy', '6.2.1', 'known'],
  ['stralgo', '6.2.1', 'known'],
  ['stralgo', '7.0.0', 'unknown'],
  ['config|get', '7.0.0', 'known'],
  ['config|nosuch', '7.0.0', 'unknown'],
  ['hexpire', '7.2.5', 'unknown'],
  ['hexpire', '7.4.0', 'known'],
  ['hexpire', '8.0.0', 'known'],
  ['hgetex', '8.0.0', 'known'],
  ['nosuch', '7.4.9', 'unknown'],
  ['nosuch', '8.0.0', 'maybe'],
  ['nosuch', 'latest', 'maybe'],
  ['constructor', '7.2.0', 'unknown'],
];

t.test('who knows which command', async (t) => {
  for (const [name, tag, known] of COMMANDS)
    t.equal(commandKnowledge(name, parseServer({ serverVersion: tag })), known, `${name} ${tag}`);
  t.equal(commandKnowledge('clusterscan', parseServer({ serverVersion: '9.1', product: 'valkey' })), 'known');
  t.equal(commandKnowledge('clusterscan', parseServer({ serverVersion: '7.2', product: 'valkey' })), 'unknown');
  t.equal(commandKnowledge('clusterscan', parseServer({ serverVersion: '9.2', product: 'valkey' })), 'known');
  t.equal(commandKnowledge('nosuch', { ...parseServer({ serverVersion: '7.2' }), modules: true }), 'maybe');
  t.equal(commandKnowledge('json.get', { ...parseServer({ serverVersion: '7.2' }), modules: true }), 'known');
});

t.test('who knows which category', async (t) => {
  t.equal(categoryKnowledge('read', parseServer({ serverVersion: '6.0' })), 'known');
  t.equal(categoryKnowledge('json', parseServer({ serverVersion: '7.4' })), 'unknown');
  t.equal(categoryKnowledge('json', parseServer({ serverVersion: '8.0' })), 'known');
  t.equal(categoryKnowledge('nosuch', parseServer({ serverVersion: '8.0' })), 'maybe');
  t.equal(categoryKnowledge('toString', parseServer({ serverVersion: '7.0' })), 'unknown');
});

t.test('subcommands and members', async (t) => {
  const redis7 = parseServer({ serverVersion: '7.0' });
  t.ok(hasSubcommands('config', redis7));
  t.notOk(hasSubcommands('get', redis7));
  t.ok(hasSubcommands('commandlog', parseServer({ serverVersion: '9.1', product: 'valkey' })));
  t.ok(inCategory('dangerous', 'psync', redis7));
  t.notOk(inCategory('dangerous', 'cluster', redis7));
  t.ok(inCategory('dangerous', 'cluster', parseServer({ serverVersion: '6.2' })));
  t.notOk(inCategory('nosuch', 'get', redis7));
});

// tag | product | release, 7.2 as 702
const TAGS: [tag: string | undefined, product: ProductId, release: number | undefined][] = [
  ['7.2.5', 'redis', 702],
  ['7.2.5-debian-12-r0', 'redis', 702],
  ['6.0.5-debian-10-r0', 'redis', 600],
  ['v8.0', 'redis', 800],
  ['8', 'redis', 800],
  ['10.11.12', 'redis', 1011],
  ['7.4-rc1', 'redis', 704],
  ['8.2.1+build', 'redis', 802],
  ['7.2.4', 'valkey', 702],
  ['latest', 'redis', undefined],
  ['', 'redis', undefined],
  [undefined, 'redis', undefined],
  ['7abc', 'redis', undefined],
  ['sha256:7f', 'redis', undefined],
  // Numbers of images that somebody built: no server of a cluster is that old.
  ['1.4', 'redis', undefined],
  ['2.0.1-acme', 'redis', undefined],
  ['1.0.0', 'valkey', undefined],
];

t.test('image tags', async (t) => {
  for (const [tag, product, release] of TAGS)
    t.equal(parseServer({ serverVersion: tag, product: product }).release, release, `${product} ${tag}`);
});
