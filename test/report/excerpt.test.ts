import stringWidth from 'string-width';
import t from 'tap';
import { excerptOf } from '../../src/report/excerpt.js';
import { fc, runs } from '../helpers/properties.js';

const LONG = `${'a'.repeat(50)}BAD${'z'.repeat(50)}`;

// what, the line, column, end column, width → text, marks
const CASES: [string, string, number, number | undefined, number, string, string][] = [
  ['a short line stays whole', 'hostPort: 6380', 11, 15, 40, 'hostPort: 6380', '          ^^^^'],
  ['no range gets one mark', 'name: x', 7, 7, 40, 'name: x', '      ^'],
  ['a range over several lines', 'spec: ', 1, undefined, 40, 'spec:', '^^^^'.concat('^')],
  ['a place after the end', 'spec:\r\n', 6, 6, 40, 'spec:', '     ^'],
  ['an empty line', '', 1, 1, 40, '', '^'],
  ['a tab is four columns', '\tport: 1', 8, 9, 40, '    port: 1', '          ^'],
  ['Korean is two columns', '설정: 값 x', 5, 6, 40, '설정: 값 x', '      ^^'],
  ['the mark after Korean', '설정: x', 5, 6, 40, '설정: x', '      ^'],
  ['an emoji of several code points', 'a👨‍👩‍👧b', 10, 11, 40, 'a👨‍👩‍👧b', '   ^'],
  ['a place inside an emoji', '👨‍👩‍👧', 3, 4, 40, '👨‍👩‍👧', '^^'],
  ['an escape sequence is shown', 'a\u001b[31mb', 7, 8, 40, 'a␛[31mb', '      ^'],
  ['cut on the right', LONG, 1, 4, 20, 'aaaaaaaaaaaaaaaaaaa…', '^^^'],
  ['cut on both sides', LONG, 51, 54, 20, '…aaaaaaBADzzzzzzzzz…', '       ^^^'],
  ['cut on the left', LONG, 101, 104, 20, '…zzzzzzzzz', '       ^^^'],
  ['a range wider than the room', LONG, 51, 104, 20, `…BAD${'z'.repeat(15)}…`, ` ${'^'.repeat(18)}`],
];

for (const [what, line, column, endColumn, width, text, marks] of CASES) {
  t.strictSame(excerptOf(line, column, endColumn, width), { text, marks }, what);
}

t.test('one double-quoted line of 90 kB', (t) => {
  const before = '"redis-default.conf": "'.padEnd(45_000, 'save 900 1\\n');
  const line = `${before}user song on +@alll${'\\nsave 900 1'.repeat(4000)}"`;
  const column = before.length + 'user song on '.length + 1;
  const { text, marks } = excerptOf(line, column, column + 6, 60);
  t.equal(stringWidth(text), 60);
  t.equal(text.slice(marks.indexOf('^'), marks.length), '+@alll');
  t.match(text, /^….*…$/u);
  t.end();
});

t.test('any text at any place fits and is marked', (t) => {
  const line = fc.string({
    unit: fc.constantFrom('a', ' ', '\t', '값', '👨‍👩‍👧', 'é', '\u001b', '\u202e', '\ud800'),
    maxLength: 200,
  });
  fc.assert(
    fc.property(line, fc.nat(250), fc.nat(50), fc.integer({ min: 8, max: 80 }), (source, at, length, width) => {
      const { text, marks } = excerptOf(source, at + 1, at + 1 + length, width);
      const place = marks.indexOf('^');
      return (
        stringWidth(text) <= width &&
        marks.length <= Math.max(stringWidth(text), place + 1) &&
        /^ *\^+$/u.test(marks) &&
        !/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(text)
      );
    }),
    { numRuns: runs(500) },
  );
  t.end();
});
