import t from 'tap';
import {
  countOf,
  hasAddress,
  parseClusterNodes,
  rangesInWords,
  rangesOf,
  shareInWords,
} from '../../src/redis/cluster-nodes.js';
import { fc } from '../helpers/properties.js';

const ID = 'c89de9b14d94dfb31ae745c96287a67ad0482d4d';

/** Lines as Redis 5, 6.2, 7.0 and 7.2 write them. */
const LINES: [string, object, boolean][] = [
  // line, what it says, whether it has an address
  [
    `${ID} 10.0.0.5:6379@16379 master - 0 1795392222285 2 connected 5461-10922`,
    { ip: '10.0.0.5', port: 6379, master: undefined, connected: true, slots: [{ from: 5461, to: 10922 }] },
    true,
  ],
  [
    `${ID} 10.0.0.5:6379@16379,host-1 slave abc 0 0 2 connected`,
    { ip: '10.0.0.5', port: 6379, master: 'abc', slots: [] },
    true,
  ],
  [
    `${ID} 10.0.0.5:6379@16379,,shard-id=1f master - 0 0 2 connected 0`,
    { ip: '10.0.0.5', slots: [{ from: 0, to: 0 }] },
    true,
  ],
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
    { slots: [{ from: 0, to: 92 }], open: ['93->-abc', '94-<-def'] },
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

t.test('ranges hold the slots they were made of', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 })), (slots) => {
      const ranges = rangesOf(slots);
      const back = ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
      const sorted = [...slots].sort((a, b) => a - b);
      const apart = ranges.every((range, index) => index === 0 || range.from > (ranges[index - 1]?.to ?? 0) + 1);
      return JSON.stringify(back) === JSON.stringify(sorted) && countOf(ranges) === slots.length && apart;
    }),
  );
});

t.test('words', async (t) => {
  t.equal(
    rangesInWords([
      { from: 0, to: 5460 },
      { from: 6000, to: 6000 },
    ]),
    '0-5460, 6000',
  );
  t.equal(shareInWords(5462), '5462 slots, 33.3 % of the keys');
  t.equal(shareInWords(1), '1 slot, less than 0.1 % of the keys');
});
