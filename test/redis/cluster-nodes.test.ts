import t from 'tap';
import { hasAddress, parseClusterNodes, rangesInWords, shareInWords } from '../../src/redis/cluster-nodes.js';
import { fc } from '../helpers/properties.js';

const ID = 'c89de9b14d94dfb31ae745c96287a67ad0482d4d';

const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, slot) => slot);

/** Lines as Redis 5, 6.2, 7.0 and 7.2 write them. */
const LINES: [string, object, boolean][] = [
  // line, what it says, whether it has an address
  [
    `${ID} 10.0.0.5:6379@16379 master - 0 1795392222285 2 connected 5461-10922`,
    { ip: '10.0.0.5', port: 6379, master: undefined, connected: true, slots: upTo(10922).slice(5461) },
    true,
  ],
  [
    `${ID} 10.0.0.5:6379@16379,host-1 slave abc 0 0 2 connected`,
    { ip: '10.0.0.5', port: 6379, master: 'abc', slots: [] },
    true,
  ],
  [`${ID} 10.0.0.5:6379@16379,,shard-id=1f master - 0 0 2 connected 0`, { ip: '10.0.0.5', slots: [0] }, true],
  [`${ID} fd00::5:6379@16379 master - 0 0 2 connected`, { ip: 'fd00::5', port: 6379 }, true],
  [`${ID} :6379@16379 myself,master - 0 0 0 connected`, { ip: '', port: 6379 }, false],
  [
    `${ID} :0@0 master,noaddr - 1795392222486 1795392222285 3 disconnected 1 3-4`,
    { ip: '', port: 0, connected: false },
    false,
  ],
  [`${ID} 10.0.0.5:6379@16379 master,fail,noaddr - 0 0 3 disconnected`, { ip: '10.0.0.5' }, false],
  [
    `${ID} 10.0.0.5:6379@16379 myself,master - 0 0 3 connected 0-92 [93->-abc] [94-<-def]`,
    { slots: upTo(92), open: ['93->-abc', '94-<-def'] },
    true,
  ],
];

t.test('CLUSTER NODES', async (t) => {
  for (const [text, expected, addressed] of LINES) {
    const [node] = parseClusterNodes(`${text}\r\n`);
    t.match(node, { id: ID, ...expected }, text);
    t.equal(node && hasAddress(node), addressed, `${text}: address`);
  }
  t.strictSame(parseClusterNodes('\n'), []);
});

t.test('what no cluster answers', async (t) => {
  const line = (slots: string): string => `${ID} 10.0.0.5:6379@16379 master - 0 0 2 connected ${slots}`;
  t.throws(() => parseClusterNodes(`${line('0-16383')}\n${line('5')}`), /names slots "5", which it has named before/);
  t.throws(() => parseClusterNodes(line('0-16383 '.repeat(500_000).trim())), /which it has named before/);
  t.throws(() => parseClusterNodes('x\n'.repeat(300_000)), /names more nodes than a cluster has/);
  for (const port of ['abc', '65536', '-1', '']) {
    const [node] = parseClusterNodes(`${ID} 10.0.0.5:${port}@1 master - 0 0 2 connected`);
    t.equal(node && hasAddress(node), false, `port ${port}`);
  }
});

t.test('ranges name the slots they were made of', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 }), (slots) => {
      const words = rangesInWords(slots);
      const [node] = parseClusterNodes(`${ID} 10.0.0.5:1@2 master - 0 0 2 connected ${words.replaceAll(',', '')}`);
      const sorted = [...slots].sort((a, b) => a - b);
      const joins = sorted.filter((slot, index) => slot !== (sorted[index - 1] ?? -2) + 1).length;
      return JSON.stringify(node?.slots) === JSON.stringify(sorted) && words.split(', ').length === joins;
    }),
  );
});

t.test('words', async (t) => {
  t.equal(rangesInWords([6000, ...upTo(5460), 7]), '0-5460, 6000');
  t.equal(shareInWords(5462), '5462 slots, 33.3 % of the keys');
  t.equal(shareInWords(1), '1 slot, less than 0.1 % of the keys');
});
