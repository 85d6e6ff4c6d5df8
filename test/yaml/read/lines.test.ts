import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { HostportError } from '../../../src/base/errors.js';
import { Composer } from '../../../src/yaml/read/compose.js';
import type { StreamDocument } from '../../../src/yaml/read/document.js';
import { parse } from '../../../src/yaml/read/parse.js';
import { Source } from '../../../src/yaml/read/source.js';
import { split } from '../../../src/yaml/read/split.js';
import { damaged, pieced, plainScalars, styled, written } from '../../go/documents.js';
import { chartStream, streamNames } from '../../helpers/charts.js';
import { fc, runs } from '../../helpers/properties.js';
import { oddDocuments } from '../judged.js';

// A document in the common form is read by its lines, any other by its tokens: both read the same, mistakes included.

const outcome = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if (error instanceof HostportError) return error.message;
    throw error;
  }
};
const byTokens = (document: StreamDocument) => outcome(() => new Composer(document, new Source(document.text)).root());
const asParsed = (document: StreamDocument) => outcome(() => parse(document).root);

function documentsOf(bytes: Buffer): readonly StreamDocument[] {
  const documents = outcome(() => split(bytes, 'x').documents);
  return Array.isArray(documents) ? documents : [];
}

for (const [what, documents] of Object.entries({ written, styled, pieced, damaged, plainScalars })) {
  t.test(what, async () => {
    fc.assert(
      fc.property(documents, (text) =>
        documentsOf(Buffer.from(text)).every((one) => isDeepStrictEqual(asParsed(one), byTokens(one))),
      ),
      { numRuns: runs(500) },
    );
  });
}

for (const name of streamNames()) {
  t.test(name, async (t) => {
    for (const document of documentsOf(chartStream(name))) t.strictSame(asParsed(document), byTokens(document));
  });
}

// What the two could read otherwise: where values go on, what ends them, what is no key.
const LINES = [
  ...['a: b', 'a:', '- ', '-', '- - x', '- a: b', '- a:', 'a: - b', 'a: -1', 'a: b: c', 'a: b:', 'a: #c', 'a: "b" #c'],
  ...[
    'a: "b"#c',
    'a: "b" c',
    "a: 'b''c'",
    'a: "b',
    'c"',
    'a: |',
    '- |',
    '- >-',
    '  x',
    '   y',
    '    z',
    '# c',
    '  # c',
    '',
  ],
  ...[
    ' ',
    'a: [b, c]',
    'a: {b: c}',
    'a: [b,',
    'c]',
    'a: {b: &x c}',
    'a: *x',
    '---',
    '...',
    '--- a',
    'yes: 1',
    'null: 1',
  ],
  ...[
    'a: .inf',
    '"a b": c',
    "'a': b",
    'a : b',
    '<<: {a: b}',
    'a: b   ',
    'a: b # c',
    'a:\tb',
    'a: b\tc',
    'a: 0755',
    '1: a',
  ],
  ...[
    'a: ---',
    'a: -',
    '? a',
    ': b',
    'a: ?b',
    '- "a": b',
    '- {a: b}',
    '- [a]: b',
    'a: [b]: c',
    'a: !!str 1',
    'a: b\u00a0',
  ],
];

t.test('lines put together', async () => {
  const line = fc.tuple(fc.constantFrom('', '', '  ', '    ', ' '), fc.constantFrom(...LINES));
  const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.map((parts) => parts.join('')).join('\n'));
  fc.assert(
    fc.property(text, fc.boolean(), (lines, ends) =>
      documentsOf(Buffer.from(ends ? `${lines}\n` : lines)).every((one) =>
        isDeepStrictEqual(asParsed(one), byTokens(one)),
      ),
    ),
    { numRuns: runs(5000) },
  );
});

t.test('one by one', async (t) => {
  for (const [text] of oddDocuments)
    for (const document of documentsOf(Buffer.from(text))) t.strictSame(asParsed(document), byTokens(document));
});
