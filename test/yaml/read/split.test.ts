import t from 'tap';
import { positionAt, split } from '../../../src/yaml/read/split.js';
import { fc } from '../../helpers/properties.js';

const texts = (input: string): string[] => split(Buffer.from(input), 'x').documents.map(({ text }) => text);

// stream                              its documents
const TABLE: readonly (readonly [stream: string, documents: string[]])[] = [
  ['a: 1\n', ['a: 1\n']],
  ['---\na: 1\n', ['---\na: 1\n']],
  ['a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
  ['--- # x\na: 1\n---\tb\n', ['--- # x\na: 1\n', '---\tb\n']],
  ['a: |\n  x\n  ---\n  y\n', ['a: |\n  x\n  ---\n  y\n']],
  ['a: 1\n----\nb\n', ['a: 1\n----\nb\n']],
  ['a: 1\r\n---\r\nb: 2', ['a: 1\r\n', '---\r\nb: 2']],
  ['---\n# Source: x\n---\na: 1\n---', ['---\n# Source: x\n', '---\na: 1\n', '---']],
];

t.test('document boundaries', async (t) => {
  for (const [stream, documents] of TABLE)
    t.same(
      texts(stream).filter((text) => text !== ''),
      documents,
      JSON.stringify(stream),
    );
});

t.test('a separator with a key glued to it is refused, with its line', async (t) => {
  for (const [stream, line] of [
    ['a: 1\n---b: 2\n', 2],
    ['---a: 1\n', 1],
    ['a: 1\n---#c\n', 2],
  ] as const) {
    t.throws(() => split(Buffer.from(stream), 'x'), { code: 'input', position: { file: 'x', line } }, stream);
  }
});

t.test('put together, the documents are the stream', async () => {
  const line = fc.constantFrom('---', '--- x', 'a: 1', '', ' ---', '...', '# c', '\u{1f600}: é', '---\r', '----');
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const stream = `x${lines.join('\n')}`;
      return texts(stream).join('') === stream;
    }),
  );
});

t.test('line numbers are those of the stream', async (t) => {
  const { documents } = split(Buffer.from('a: 1\n---\nb: 2\n---\n# c\nd: 3\n'), 'f.yaml');
  t.same(
    documents.map(({ firstLine }) => firstLine),
    [1, 2, 4],
  );
  const [, , last] = documents;
  t.ok(last);
  if (last) t.same(positionAt(last, last.text.indexOf('3')), { file: 'f.yaml', line: 6, column: 4 });
});

t.test('50,000 small documents and one of 10 MB', async (t) => {
  const many = split(Buffer.from('---\na: 1\n'.repeat(50_000)), 'x').documents;
  t.equal(many.filter(({ text }) => text !== '').length, 50_000);
  t.equal(many.at(-1)?.firstLine, 99_999);
  t.equal(split(Buffer.from(`a: |\n${'  x\n'.repeat(2_500_000)}`), 'x').documents.length, 1);
});
