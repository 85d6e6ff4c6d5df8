import assert from 'node:assert/strict';
import t from 'tap';
import { stringify } from 'yaml';
import { parse } from '../../../src/yaml/read/parse.js';
import type { StreamDocument } from '../../../src/yaml/read/split.js';
import { locateInText, nodeIn, type Span } from '../../../src/yaml/read/tree.js';
import { fc } from '../../helpers/properties.js';

function documentOf(text: string): StreamDocument {
  return { file: 'x.yaml', text, firstLine: 1 };
}

function cut(text: string, path: readonly (string | number)[], line: number, from: number, to: number): string {
  const parsed = parse(documentOf(text));
  const { start, end }: Span = locateInText(parsed, path, { lineIndex: line, startColumn: from, endColumn: to });
  return text.slice(start, end);
}

t.test('a place in a text is found in its source', (t) => {
  // source of `key: …`, line and columns in the value, what stands there in the source
  const rows: [source: string, line: number, from: number, to: number, found: string][] = [
    ['key: |\n  one\n  two three\n', 1, 4, 9, 'three'],
    ['key: |-\n  one\n  two three', 1, 4, 9, 'three'],
    ['key: |2\n    one\n  two\n', 0, 2, 5, 'one'],
    ['key: |\n\n  one\n\n\n    two\n', 4, 2, 5, 'two'],
    ['key: |\r\n  one\r\n  two\r\n', 1, 0, 3, 'two'],
    ['key: |\n  레디스 user\n', 0, 4, 8, 'user'],
    ['key: |\n  one\n\n  two\n', 1, 0, 0, ''],
    ['key: |\n  one\n', 0, 1, 99, 'ne'],
    ['key: "one\\ntwo \\t \\u00e9 three \\nfour"', 1, 8, 13, 'three'],
    ['key: "one\\ntwo"', 1, 0, 3, 'two'],
    ['key: "\\U0001F600 x"', 0, 3, 4, 'x'],
    ["key: 'it is here'", 0, 6, 10, 'here'],
    ['key: plain text', 0, 6, 10, 'text'],
    // Where lines are folded it is the whole value, or its key.
    ['key: "one\\\n  two"', 0, 3, 6, '"one\\\n  two"'],
    ['key: plain\n  text', 0, 6, 10, 'plain\n  text'],
    ['key: >\n  one\n  two\n', 0, 4, 7, 'key'],
    // Places that cannot be known are placed as locate does it: at the value, or its key.
    ['key: 5', 0, 0, 1, '5'],
    ['key: one', 7, 0, 3, 'one'],
    ['other: 1', 0, 0, 3, 'other: 1'],
  ];
  for (const [source, line, from, to, found] of rows) {
    t.equal(cut(source, ['key'], line, from, to), found, JSON.stringify(source));
  }
  t.end();
});

t.test('each character of any text is found in a literal and in a double-quoted line', (t) => {
  const styles = fc.constantFrom('BLOCK_LITERAL', 'QUOTE_DOUBLE') as fc.Arbitrary<'QUOTE_DOUBLE'>;
  const texts = fc
    .array(fc.stringMatching(/^[a-z #:'"\\\-é]{0,20}$/), { maxLength: 8 })
    .map((lines) => lines.join('\n'));
  let found = 0;
  fc.assert(
    fc.property(texts, styles, (value, style) => {
      const text = stringify(
        { a: [{ key: value }] },
        { defaultStringType: style, lineWidth: 0, doubleQuotedMinMultiLineLength: 9999 },
      );
      const parsed = parse(documentOf(text));
      const node = nodeIn(parsed.root, ['a', 0, 'key']);
      if (node?.kind !== 'scalar' || node.value !== value) return;
      value.split('\n').forEach((line, lineIndex) => {
        for (const [word] of line.matchAll(/[a-z]+/g)) {
          const startColumn = line.indexOf(word);
          const place = { lineIndex, startColumn, endColumn: startColumn + 1 };
          const { start } = locateInText(parsed, ['a', 0, 'key'], place);
          found++;
          assert.equal(text.charAt(start), word.charAt(0), `${JSON.stringify(text)} ${JSON.stringify(place)}`);
        }
      });
    }),
    { numRuns: 300, seed: 4 },
  );
  t.ok(found > 400, `${found} words compared`);
  t.end();
});

t.test('the lines of a text are counted once for all its places', async (t) => {
  const count = 200_000;
  const parsed = parse(documentOf(`key: |\n${'  one\n'.repeat(count)}`));
  const startOf = (lineIndex: number) =>
    locateInText(parsed, ['key'], { lineIndex, startColumn: 0, endColumn: 3 }).start;
  const starts = Array.from({ length: count }, (_, line) => startOf(line));
  t.equal(starts.at(-1), 9 + 6 * (count - 1));
});
