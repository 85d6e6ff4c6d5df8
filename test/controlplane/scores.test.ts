import t from 'tap';
import { readScores } from './scores.js';

t.test('readScores', async (t) => {
  const line = (pod: string, plugin: string, node: string, score: number): string =>
    `I0102 03:04:05.678901     321 schedule_one.go:1] "Plugin scored node for pod" pod="ns/${pod}" plugin="${plugin}" node="${node}" score=${score}`;
  const log = [
    line('a-0', 'NodeAffinity', 'n1', 200),
    'I0102 03:04:05.678901     321 schedule_one.go:1] "Attempting to schedule pod" pod="ns/a-0"',
    line('a-0', 'ImageLocality', 'n1', 7),
    line('a-1', 'NodeAffinity', 'n2', 1),
    line('a-1', 'NodeAffinity', 'n2', -2),
    '',
  ].join('\n');
  const scores = readScores(log);
  t.strictSame([...scores.keys()], ['a-0', 'a-1']);
  t.strictSame(scores.get('a-0')?.get('n1'), { NodeAffinity: 200, ImageLocality: 7 });
  t.strictSame(scores.get('a-1')?.get('n2'), { NodeAffinity: -2 }, 'the last attempt');
});
