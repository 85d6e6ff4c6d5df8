import t from 'tap';
import { matchesGlob } from '../../src/charts/releases.js';

// pattern                  text                                matches
const TABLE: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['redis-cluster', 'redis-cluster', true],
  ['redis-cluster', 'redis-cluster-2', false],
  ['*-default', 'ds-redis-redis-cluster-default', true],
  ['*-default', 'default', false],
  ['redis-cluster-[0-9]*', 'redis-cluster-10.2.0', true],
  ['redis-cluster-[0-9]*', 'redis-cluster-operator-1.0.0', false],
  ['a.b', 'axb', false],
  ['a*.c', 'ab.c', true],
  ['*', '', true],
];

t.test('names with * and sets', async (t) => {
  for (const [pattern, text, matches] of TABLE) {
    t.equal(matchesGlob(pattern, text), matches, `${pattern} ${text}`);
  }
});
