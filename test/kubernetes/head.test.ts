import t from 'tap';
import { parse, stringify } from 'yaml';
import { headOf } from '../../src/kubernetes/manifest.js';
import { split } from '../../src/yaml/read/split.js';
import { chartStream, noCharts, streamNames } from '../helpers/charts.js';
import { fc, runs } from '../helpers/properties.js';

// What a document is, read without what follows.

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
  ['metadata:\n  name: a\nkind: A\napiVersion: v1\n', { kind: 'A', apiVersion: 'v1', metadata: { name: 'a' } }],
  [
    'apiVersion: v1\nkind: A\nspec:\n- 1\n-\n  2\nmetadata: {name: é}\n',
    { kind: 'A', apiVersion: 'v1', metadata: { name: 'é' } },
  ],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: a\ndata: |\n  kind: B\n',
    { kind: 'A', apiVersion: 'v1', metadata: { name: 'a' } },
  ],
  ['apiVersion: v1\nkind: A\nmetadata:\n  name: a\nmetadata:\n  name: b\n', 'a key twice'],
  ['apiVersion: v1\nkind: A\nmetadata:\n  name: a\n"metadata": {name: b}\n', 'a key in quotes'],
  ['apiVersion: v1\nkind: A\nmetadata:\n  name: a\n? metadata\n: {name: b}\n', 'a key after a question mark'],
  ['apiVersion: v1\nkind: A\nmetadata: &a\n  name: a\nspec: *a\n', 'an alias'],
  ['x: &a { metadata: { name: b } }\napiVersion: v1\nkind: A\nmetadata:\n  name: a\n<<: *a\n', 'a merge key'],
  ['apiVersion: v1\nkind: A\nmetadata:\n  name: a\nnote: "x\nkind: B"\n', 'a key at the margin of a quoted text'],
  ['apiVersion: v1\nkind: A\nmetadata:\n  name: a\nnote: x\rkind: B\n', "Kubernetes' line breaks"],
  ['apiVersion: v1\nkind: A\nspec: 1\n', { apiVersion: 'v1', kind: 'A' }],
  ['spec: 1\n', 'none of the keys'],
  ['---foo\napiVersion: v1\nkind: A\nmetadata:\n  name: a\n', 'no marker'],
  ['apiVersion: v1\nkind: A\nmetadata:\n  name: a\n...\n', 'an end marker'],
  ['\ufeffapiVersion: v1\nkind: A\nmetadata:\n  name: a\n', 'a byte order mark'],
  ['{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}', 'JSON'],
];

t.test('heads', async (t) => {
  for (const [text, expected] of TABLE) {
    t.same(
      headOf(text),
      typeof expected === 'string' ? undefined : expected,
      typeof expected === 'string' ? expected : text,
    );
  }
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
      const { apiVersion, kind, metadata: read } = parse(written);
      const head = headOf(written);
      if (head) t.same(head, { apiVersion, kind, metadata: read }, written);
    }),
    { numRuns: runs(400) },
  );
});

t.test('every document of the real streams that is more than comments', { skip: noCharts }, async (t) => {
  for (const name of streamNames()) {
    for (const { text } of split(chartStream(name), name).documents) {
      if (text.replace(/^(?:---.*|\s*#.*)$/gm, '').trim() === '') continue;
      const { apiVersion, kind, metadata } = parse(text, { logLevel: 'silent' });
      t.same(headOf(text), { apiVersion, kind, metadata }, `${name}: ${kind} ${metadata.name}`);
    }
  }
});
