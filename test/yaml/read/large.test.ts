import t from 'tap';
import { parse } from '../../../src/yaml/read/parse.js';
import { split } from '../../../src/yaml/read/split.js';

// Nothing takes more than its size, and no expression is asked to match millions of lines at once.

const MANY = 3_000_000;

// what                                 text, and the length of its one value
const TEXTS: readonly (readonly [what: string, text: () => string, length: number])[] = [
  ['empty lines', () => `a: b\n${'\n'.repeat(MANY)}`, 1],
  ['lines of one space', () => `a: b\n${' \n'.repeat(MANY)}`, 1],
  ['comments', () => `${'#x\n'.repeat(MANY)}a: b`, 1],
  ['words on a line', () => `a: ${'b '.repeat(MANY)}`, 2 * MANY - 1],
  ['words on lines of their own', () => `a: ${'b\n  '.repeat(100_000)}`, 200_000 - 1],
  ['a quoted text', () => `a: "${'b '.repeat(MANY)}"`, 2 * MANY],
  ['items on a line', () => `a: [${'b, '.repeat(100_000)}]`, 100_000],
  ['quoted items on a line', () => `{"a": [${'"b\\"", '.repeat(1_000_000)}"c"]}`, 1_000_001],
  ['a word', () => `a: ${'b'.repeat(10 * MANY)} #`, 10 * MANY],
  ['a word in brackets', () => `a: [${'b'.repeat(10 * MANY)}]`, 1],
  ['empty lines in quotes', () => `a: "${'\n'.repeat(2 * MANY)}"`, 2 * MANY - 1],
  ['escaped line breaks', () => `a: "b\\${'\n '.repeat(2 * MANY)}"`, 2 * MANY],
  ['a line of a folded text', () => `a: >-\n  ${'b '.repeat(MANY)}b`, 2 * MANY + 1],
  ['an indented line of a folded text', () => `a: >-\n  b\n   ${'b '.repeat(MANY)}b`, 2 * MANY + 4],
  ['a folded text', () => `a: >\n${'  b\n'.repeat(MANY)}`, 2 * MANY],
  ['a literal', () => `a: |\n${'  b\n'.repeat(MANY)}`, 2 * MANY],
];

for (const [what, text, length] of TEXTS)
  t.test(what, async (t) => {
    const { value } = parse({ file: 'x', firstLine: 1, text: text() });
    t.equal((value as { a: string }).a.length, length);
  });

t.test('what is not YAML', async (t) => {
  const lines = '\x85'.repeat(MANY);
  t.throws(() => parse({ file: 'x', firstLine: 1, text: `a: 'b${lines}' c` }), {
    message: /text follows the closing quote/,
  });
});

t.test('documents that may be joined', async (t) => {
  const text = Array.from({ length: 100_000 }, (_, index) => `a${index}: b---\n`).join('');
  for (const one of [text, `a: b---\n${'#\n'.repeat(2 * MANY)}`])
    t.equal(split(Buffer.from(one), 'x').documents.length, 1);
});

// Whoever walks a value can call itself: of whichever styles the levels are, there are never more than 1,000 of them.
const lines = (count: number, line: string): string => line.repeat(count);
const indented = (levels: number, ...texts: string[]): string =>
  Array.from({ length: levels }, (_, level) => texts.map((text) => `${'  '.repeat(level)}${text}\n`).join('')).join('');

// what                                   how deep, at most, it can be; the text of one more
const DEEP: readonly (readonly [what: string, text: (levels: number) => string, most: number])[] = [
  ['mappings', (levels) => indented(levels, 'a:'), 1000],
  ['lists', (levels) => lines(levels, '- '), 1000],
  ['lists in the column of their mapping', (levels) => indented(levels, 'a:', '- b:'), 500],
  ['explicit keys', (levels) => indented(levels, '? a', ':', '- b: 1'), 500],
  ['brackets', (levels) => `${lines(levels, '[')}${lines(levels, ']')}`, 1000],
  [
    'brackets in mappings',
    (levels) => `${indented(500, 'a:')}${lines(1000, ' ')}${lines(levels, '[')}${lines(levels, ']')}`,
    500,
  ],
];

for (const [what, text, most] of DEEP)
  t.test(`as deep as it can be, and deeper: ${what}`, async (t) => {
    const read = (levels: number) => parse({ file: 'x', firstLine: 1, text: text(levels) });
    t.doesNotThrow(() => read(most - 1));
    for (const levels of [most + 2, 5000])
      t.throws(() => read(levels), { message: /nested more than 1000 levels deep/ });
  });
