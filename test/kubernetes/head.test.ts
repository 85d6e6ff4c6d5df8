import t from 'tap';
import { parse, stringify } from 'yaml';
import { headOf, kindIn, readHead } from '../../src/kubernetes/head.js';
import { split } from '../../src/yaml/read/split.js';
import { chartStream, noCharts, streamNames } from '../helpers/charts.js';
import { fc, runs } from '../helpers/properties.js';

// What a document is, read without what follows.

const LONG = `  annotations:\n    note: "${'long '.repeat(2000)}"\n`;

// document                                                               its head, or why there is none
const TABLE: readonly (readonly [text: string, head: Record<string, unknown> | string])[] = [
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {}\n',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
  ],
  [
    '---\n# Source: x\nkind: A\napiVersion: v1\nmetadata:\n  name: a\n',
    { kind: 'A', apiVersion: 'v1', metadata: { name: 'a' } },
  ],
  [
    'kind: A\r\napiVersion: v1\r\nmetadata:\r\n  name: a\r\nspec: 1\r\n',
    { kind: 'A', apiVersion: 'v1', metadata: { name: 'a' } },
  ],
  [
    'kind: A\napiVersion: v1\nmetadata:\n\n# note\n  name: a\n\nspec: [',
    { kind: 'A', apiVersion: 'v1', metadata: { name: 'a' } },
  ],
  [`apiVersion: v1\nkind: A\nmetadata:\n  name: é\n${LONG}data: {}\n`, { metadata: { name: 'é' } }],
  [`apiVersion: v1\nkind: A\nmetadata:\n  name: a\n${LONG}${LONG}data: {}\n`, 'longer than any is'],
  ['metadata:\n  name: a\nkind: A\napiVersion: v1\n', 'metadata first'],
  ['apiVersion: v1\nkind: A\nspec: 1\nmetadata:\n  name: a\n', 'something between'],
  ['{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}', 'JSON'],
  ['apiVersion: v1\nkind: A\nmetadata: {name: a}\n', 'metadata on one line'],
];

t.test('heads', async (t) => {
  for (const [text, expected] of TABLE) {
    const head = headOf(Buffer.from(text));
    if (typeof expected === 'string') t.equal(head, undefined, expected);
    else t.match(head && readHead(head), expected, text.slice(0, 60));
  }
});

t.test('what is not plain has a head and no value', async (t) => {
  const head = headOf(
    Buffer.from('apiVersion: v1\nkind: A\nmetadata: \n  name: &a b\nspec: 1\n'.replace('metadata: ', 'metadata:')),
  );
  t.equal(head && kindIn(head), 'A');
  t.equal(head && readHead(head), undefined);
});

t.test('a head says what the document says', async (t) => {
  const text = fc.constantFrom('a', 'kind', 'b c', '', 'two\nlines', '0', '# x', 'metadata:\n  x: 1', 'é');
  const metadata = fc.dictionary(
    fc.constantFrom('name', 'kind', 'labels', 'x'),
    fc.oneof(text, fc.dictionary(text, text)),
  );
  const rest = fc.dictionary(fc.constantFrom('spec', 'data', 'Kind'), fc.oneof(text, fc.array(text)));
  fc.assert(
    fc.property(metadata, rest, (meta, others) => {
      const document = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { x: '1', ...meta }, ...others };
      const written = stringify(document, { version: '1.2', compat: 'yaml-1.1' } as object);
      const head = headOf(Buffer.from(written));
      const value = head === undefined ? undefined : readHead(head);
      if (value) t.same(value.metadata, parse(written).metadata, written);
      return head === undefined || kindIn(head) === 'ConfigMap';
    }),
    { numRuns: runs(400) },
  );
});

t.test('every document of the real streams that is more than comments', { skip: noCharts }, async (t) => {
  for (const name of streamNames()) {
    for (const { bytes, text } of split(chartStream(name), name).documents) {
      if (text.replace(/^(?:---.*|\s*#.*)$/gm, '').trim() === '') continue;
      const head = headOf(bytes);
      const { apiVersion, kind, metadata } = parse(text, { logLevel: 'silent' });
      t.same(head && readHead(head), { apiVersion, kind, metadata }, `${name}: ${kind} ${metadata.name}`);
    }
  }
});
