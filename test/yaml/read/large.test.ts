import t from 'tap';
import { parse } from '../../../src/yaml/read/parse.js';

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
  ['quoted items on a line', () => `{"a": [${'"b\\"", '.repeat(100_000)}"c"]}`, 100_001],
  ['a literal', () => `a: |\n${'  b\n'.repeat(MANY)}`, 2 * MANY],
];

for (const [what, text, length] of TEXTS)
  t.test(what, async (t) => {
    const { value } = parse({ file: 'x', firstLine: 1, bytes: Buffer.alloc(0), text: text() });
    t.equal((value as { a: string }).a.length, length);
  });
