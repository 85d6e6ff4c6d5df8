import t from 'tap';
import { filled, type Values } from '../../src/base/text.js';

// text, values, what comes of it
const ROWS: [string, Values, string][] = [
  ['pod {pod} on {node}', { pod: 1, node: 'a' }, 'pod 1 on a'],
  ['{pods|pod|pods} {pods}', { pods: [3] }, 'pod 3'],
  ['{pods|pod|pods} {pods}', { pods: [0, 2, 3] }, 'pods 0, 2 and 3'],
  ['{count|one|many}, {count|one|many more}', { count: 1 }, 'one, one'],
  ['{count|one|} {count}', { count: 2 }, ' 2'],
  ['not Ready[[: {why}]]', { why: 'asleep' }, 'not Ready: asleep'],
  ['not Ready[[: {why}]]', { why: undefined }, 'not Ready'],
  ['a[[ {x} and {y}]][[ {x}]]', { x: 'b' }, 'a b'],
  ['{a}', { a: '{b} [[{c}]]', b: 'no' }, '{b} [[{c}]]'],
  ['nodes[{n}]', { n: 0 }, 'nodes[0]'],
  ['{unknown}', {}, '{unknown}'],
];

t.test('a text is filled in', async (t) => {
  for (const [text, values, expected] of ROWS) t.equal(filled<string>(text, values), expected, text);
});
