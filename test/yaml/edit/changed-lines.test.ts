import t from 'tap';
import { changedLines } from '../../../src/yaml/edit/changed-lines.js';
import { fc, runs } from '../../helpers/properties.js';

// before        after         lines that go  lines that come
const TABLE: readonly (readonly [string, string, string[], string[]])[] = [
  ['a\nb', 'a\nb\nc', [], ['c']],
  ['a\nb\nc', 'a\nb', ['c'], []],
  ['a\nb\nc', 'a\nx\nc', ['b'], ['x']],
  ['a\nb', 'x\na\nb', [], ['x']],
  ['a\nb', 'xa\nb', ['a'], ['xa']],
  ['a\nb', 'a\nbx', ['b'], ['bx']],
  ['a\na\na', 'a\na', ['a'], []],
  ['a\n\nb', 'a\n\n\nb', [], ['']],
  ['a', 'a', [], []],
];

t.test('whole lines between those that are the same', async (t) => {
  for (const [before, after, old, fresh] of TABLE) {
    const changed = changedLines(before, after);
    t.same([changed.before, changed.after], [old, fresh], JSON.stringify([before, after]));
  }
});

t.test('of any two texts', async (t) => {
  const text = fc
    .array(fc.constantFrom('', 'a', 'ab', 'b'), { minLength: 1, maxLength: 6 })
    .map((all) => all.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, before: old, after: fresh } = changedLines(before, after);
      const lines = before.split('\n');
      const at = start === 0 ? 0 : before.slice(0, start - 1).split('\n').length;
      t.same(lines.slice(at, at + old.length), old);
      lines.splice(at, old.length, ...fresh);
      return lines.join('\n') === after && (start === 0 || before[start - 1] === '\n' || start === before.length + 1);
    }),
    { numRuns: runs(400) },
  );
});
